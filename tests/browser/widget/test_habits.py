"""What axe cannot see: announcements, focus, targets, reflow, keys, the reader's own settings, Back, storage."""
from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.pages import PHONE, until
from tests.browser.widget.script import CHOICE
from tests.browser.widget.visitor import WORDS, Visitor
from tests.service.conftest import Desk, Service

FI = WORDS["fi"]
PANEL = "neuvo-chat >> dialog.panel"
BOOKED = "Varaat neuvola-ajan"


def test_each_message_is_announced_once_and_never_moves_focus(visit: Callable[..., Visitor]) -> None:
    visitor = visit().open()
    visitor.listen()
    visitor.answered("Miten varaan ajan?")
    heard = visitor.heard()
    assert len(heard) == 1 and heard[0].startswith(f"{FI['bot']}, {FI['botRole']}: "), heard
    assert "Juttele hoitajan kanssa" in heard[0], "the buttons are told with the message"
    visitor.focuses(FI["message"])
    expect(visitor.host.locator("dialog [data-announcer] > *")).to_have_count(0)


def test_after_a_reload_the_history_is_drawn_and_not_announced(visit: Callable[..., Visitor]) -> None:
    visitor = visit().open()
    visitor.answered("Miten varaan ajan?")
    visitor.page.reload()
    until(visitor.page, "!!document.querySelector('neuvo-chat')?.shadowRoot")
    visitor.listen()
    visitor.open()
    expect(visitor.log.locator(".customer .bubble")).to_have_text("Miten varaan ajan?")
    visitor.page.wait_for_timeout(300)
    assert visitor.heard() == []


def test_the_emergency_card_alone_is_an_alert_with_its_number_as_a_large_button(visit: Callable[..., Visitor]) -> None:
    visitor = visit().open()
    visitor.listen()
    visitor.answered("vauva ei hengitä")
    heard = visitor.heard()
    assert [words for words in heard if "112" in words] == [words for words in heard if words.startswith("ALERT")]
    assert len([words for words in heard if words.startswith("ALERT")]) == 1
    call = visitor.host.locator("a.call").first
    assert call.get_attribute("href") == "tel:112"
    assert (call.bounding_box() or {})["height"] >= 44


def test_a_quick_reply_stays_as_own_words_and_takes_the_focus_with_it(visit: Callable[..., Visitor]) -> None:
    visitor = visit().open()
    visitor.button("Varaa aika").focus()
    visitor.page.keyboard.press("Enter")
    expect(visitor.log.locator(".customer .entry[data-seq] .bubble")).to_have_text("Varaa aika")
    assert "Varaa aika" in visitor.inside("return root.activeElement?.closest('.customer')?.textContent ?? ''")
    visitor.sees(re.compile("Peru aika"))
    visitor.page.keyboard.press("Tab")
    assert visitor.inside("return root.activeElement.closest('.group.bot') !== null"), "Tab goes on to what came after"


def test_focus_goes_where_the_next_step_is(visit: Callable[..., Visitor]) -> None:
    """Open: the answer box. Esc: the button that opened. Menu: back to its button. A removed photo: the answer box."""
    visitor = visit().open()
    visitor.focuses(FI["message"])
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.locator(PANEL)).to_be_hidden()
    visitor.focuses(FI["title"])
    visitor.open()
    visitor.answered("Miten varaan ajan?")
    visitor.focuses(FI["message"])
    visitor.press(FI["menu"])
    visitor.page.keyboard.press("Escape")
    visitor.focuses(FI["menu"])
    assert visitor.field.is_visible(), "Esc closes the menu first"
    visitor.press(FI["menu"])
    visitor.press(FI["again"])
    visitor.focuses(FI["againYes"])
    visitor.page.keyboard.press("Escape")
    expect(visitor.field).to_be_focused()
    photo(visitor)
    visitor.press(FI["removePhoto"].replace("{name}", "ihottuma.jpg"))
    expect(visitor.field).to_be_focused()
    visitor.press(FI["menu"])
    visitor.press(FI["forget"])
    visitor.press(FI["forgetYes"])
    until(visitor.page, "document.querySelector('neuvo-chat').shadowRoot.activeElement?.id === 'neuvo-title'")
    assert visitor.page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]") == []


def test_a_turned_tablet_keeps_the_chat_and_the_readers_place(visit: Callable[..., Visitor]) -> None:
    visitor = visit().open()
    visitor.field.fill("kesken")
    for width in (500, 1280, 500, 1280):
        visitor.page.set_viewport_size({"width": width, "height": 800})
        until(visitor.page,
            "(small) => document.querySelector('neuvo-chat').shadowRoot.querySelector('dialog').matches(':modal') === small", width == 500)
    assert visitor.field.input_value() == "kesken" and visitor.focused() == FI["message"]


def test_the_panel_is_resized_by_handle_by_keys_and_by_button(visit: Callable[..., Visitor]) -> None:
    visitor = visit().open()
    handle = visitor.host.get_by_role("separator", name=FI["resize"])

    def size() -> tuple[float, float]:
        box = visitor.host.locator("dialog.panel").bounding_box() or {}
        return box["width"], box["height"]

    wide, high = size()
    handle.focus()
    visitor.page.keyboard.press("ArrowLeft")
    assert size() == (wide + 32, high) and handle.get_attribute("aria-valuenow") == str(int(wide + 32))
    visitor.page.keyboard.press("ArrowDown")
    assert size() == (wide + 32, high - 32)
    at = handle.bounding_box() or {}
    visitor.page.mouse.move(at["x"] + 10, at["y"] + 10)
    visitor.page.mouse.down()
    visitor.page.mouse.move(at["x"] - 90, at["y"] + 42)
    visitor.page.mouse.up()
    assert size() == (wide + 132, high - 64)
    for _ in range(40):
        visitor.page.keyboard.press("ArrowRight")
    assert size()[0] == 320, "never narrower than what can be read"
    visitor.press(FI["larger"])
    assert size()[0] == 704
    assert visitor.axe("large") == []


def test_on_a_phone_the_chat_is_modal_and_back_closes_it_without_leaving(visit: Callable[..., Visitor]) -> None:
    visitor = visit(viewport=PHONE, has_touch=True)
    visitor.open()
    assert visitor.focused() == "neuvo-title", "on a phone the keyboard would cover the greeting"
    for _ in range(20):
        visitor.page.keyboard.press("Tab")
        assert visitor.page.evaluate("['neuvo-chat', 'body'].includes(document.activeElement.localName)")
    address = visitor.page.url
    visitor.page.go_back()
    expect(visitor.page.locator(PANEL)).to_be_hidden()
    assert visitor.page.url == address
    visitor.open()
    visitor.press(FI["closeChat"])
    expect(visitor.page.locator(PANEL)).to_be_hidden()
    until(visitor.page, "!history.state?.neuvoChat")


def test_up_arrow_enter_and_shift_enter_do_what_people_expect(visit: Callable[..., Visitor]) -> None:
    """Up-arrow moves the caret and never brings back or changes an earlier message; nothing empty is sent."""
    visitor = visit().open()
    visitor.answered("Miten varaan ajan?")
    visitor.page.keyboard.press("ArrowUp")
    assert visitor.field.input_value() == "" and visitor.focused() == FI["message"]
    visitor.page.keyboard.press("Enter")
    visitor.field.fill("yksi")
    visitor.page.keyboard.press("Shift+Enter")
    visitor.page.keyboard.type("kaksi")
    visitor.page.keyboard.press("ArrowUp")
    assert visitor.field.input_value() == "yksi\nkaksi"
    visitor.page.keyboard.press("Enter")
    expect(visitor.log.locator(".customer .entry[data-seq]")).to_have_count(2)
    assert visitor.own() == ["Miten varaan ajan?", "yksi\nkaksi"]


def png() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (320, 240), "#d98a7a").save(content, "PNG")
    return content.getvalue()


def photo(visitor: Visitor, how: str = "file") -> None:
    """A picture chosen, pasted or dropped."""
    if how == "file":
        visitor.host.locator("input[type=file]").set_input_files(
            {"name": "ihottuma.png", "mimeType": "image/png", "buffer": png()})
    else:
        visitor.inside(f"""const bytes = Uint8Array.from({list(png())});
            const data = new DataTransfer(); data.items.add(new File([bytes], 'ihottuma.png', {{ type: 'image/png' }}));
            const target = {"root.querySelector('textarea')" if how == "paste" else "root.querySelector('.log')"};
            const options = {{ bubbles: true, cancelable: true, composed: true }};
            if ('{how}' === 'paste') target.dispatchEvent(new ClipboardEvent('paste', {{ ...options, clipboardData: data }}));
            else for (const type of ['dragover', 'drop']) target.dispatchEvent(new DragEvent(type, {{ ...options, dataTransfer: data }}));""")
    expect(visitor.host.locator(".preview")).to_be_visible()


@pytest.mark.parametrize("how", ["file", "paste", "drop"])
def test_a_picture_is_chosen_pasted_or_dropped_looked_at_and_sent(visit: Callable[..., Visitor], how: str) -> None:
    visitor = visit().open()
    photo(visitor, how)
    assert "ihottuma" in visitor.host.locator(".preview").inner_text()
    visitor.press(FI["send"])
    expect(visitor.log.locator(".customer .picture")).to_be_visible()
    expect(visitor.host.locator(".preview")).to_have_count(0)


def test_the_keyboard_alone_leads_from_opening_to_feedback(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    keys = visitor.page.keyboard

    def tab_to(found: str, key: str = "Tab") -> None:
        for _ in range(40):
            keys.press(key)
            if visitor.inside(f"const a = root.activeElement; return !!a && ({found})"):
                return
        raise AssertionError(f"{key} never reached {found}")

    tab_to("a.matches('.launcher')")
    keys.press("Enter")
    expect(visitor.field).to_be_focused()
    keys.type("vauvalla on kuume")
    keys.press("Enter")
    expect(visitor.button("Ei mitään näistä nyt")).to_be_visible()
    tab_to("a.textContent === 'Ei mitään näistä nyt'", "Shift+Tab")
    keys.press("Enter")
    expect(visitor.button("Ohita")).to_be_visible()
    tab_to("a.localName === 'textarea'")
    keys.type("39,2")
    keys.press("Enter")
    kainalo = CHOICE.options[0].title["fi"]
    expect(visitor.button(kainalo)).to_be_visible()
    tab_to(f"a.textContent === '{kainalo}'", "Shift+Tab")
    keys.press("Space")
    expect(visitor.button("Lähetä hoitajalle")).to_be_visible()
    tab_to("a.localName === 'textarea'")
    keys.type("kiitos, tämä riitti")
    keys.press("Enter")
    expect(visitor.host.locator(".feedback")).to_be_visible()
    tab_to("a.type === 'submit' && !!a.closest('.feedback')", "Shift+Tab")
    keys.press("Enter")
    expect(visitor.host.get_by_role("alert").filter(has_text=FI["feedbackPick"])).to_be_visible()
    assert visitor.inside("return root.activeElement.type") == "radio", "the mistake is where the focus is"
    keys.press("Space")
    keys.press("ArrowRight")
    tab_to("a.type === 'submit'")
    keys.press("Enter")
    expect(visitor.log.get_by_text(FI["feedbackSent"])).to_be_visible()
    assert visitor.inside("return !!root.activeElement"), "focus is not lost with the form"


SCREENS = {"320 px": ({"width": 320, "height": 568}, 0), "landscape": ({"width": 640, "height": 320}, 0),
           "200 % text": ({"width": 1280, "height": 800}, 32), "phone at 200 %": (PHONE, 32)}


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_is_cut_off_and_every_target_is_large_enough(visit: Callable[..., Visitor], screen: str) -> None:
    size, text = SCREENS[screen]
    visitor = visit("sv", viewport=size).open()
    if text:
        visitor.inside(f"root.querySelector('.frame').style.fontSize = '{text}px'")
    visitor.answered("När ges vaccinationerna?")
    visitor.answered("babyn har feber")
    visitor.press("Inget av dessa just nu")
    expect(visitor.button("Hoppa över")).to_be_visible()
    outside = visitor.inside("""const panel = root.querySelector('dialog'), box = panel.getBoundingClientRect();
        return [...panel.querySelectorAll('*')].filter((e) => !e.closest('.vh, svg, .table') && e.checkVisibility()
          && (e.getBoundingClientRect().right > box.right + 1 || e.getBoundingClientRect().left < box.left - 1)).map((e) => e.className || e.localName)""")
    assert outside == []
    small = visitor.inside("""return [...root.querySelectorAll('button, a, textarea, input, summary')].filter((e) => e.checkVisibility())
        .map((e) => [e.textContent || e.ariaLabel, e.getBoundingClientRect(), !!e.closest('p, li:not(:has(> button))')])
        .filter(([, r, inText]) => r.width && (inText ? false : Math.min(r.width, r.height) < 43.5)).map(([t, r]) => `${t} ${r.width}x${r.height}`)""")
    assert small == [], "24 px is the law, 44 is ours"
    assert visitor.inside("return root.querySelector('.log').clientHeight") >= 90, "there is room to read"
    visitor.shot(f"reflow-{screen.replace(' ', '').replace('%', '')}")


def test_wishes_of_the_reader_are_obeyed(visit: Callable[..., Visitor]) -> None:
    """Reduced motion: nothing moves. More contrast: no grey. Forced colours: pressed and chosen are still seen."""
    visitor = visit().open()
    visitor.answered("Miten varaan ajan?")
    moving = "return [...root.querySelectorAll('*')].flatMap((e) => e.getAnimations()).length"
    assert visitor.inside(moving) == 0
    visitor.page.emulate_media(reduced_motion="reduce", contrast="more")
    grey, ink = visitor.inside("const c = (s) => getComputedStyle(root.querySelector(s)).color; return [c('.name'), c('.bot .bubble')]")
    assert grey == ink
    assert visitor.axe("more contrast") == []
    visitor.page.emulate_media(reduced_motion="reduce", contrast="no-preference", forced_colors="active")
    chosen, other = visitor.inside("""const b = (s) => { const c = getComputedStyle(root.querySelector(s)); return c.borderBlockEndColor + c.borderBlockEndWidth + c.borderBlockEndStyle };
        return [b('.languages [aria-pressed=true]'), b('.languages [aria-pressed=false]')]""")
    assert chosen != other
    edges = visitor.inside("return ['.bubble', '.choice', '.send', 'textarea', '.icon-button'].map((s) => getComputedStyle(root.querySelector(s)).borderTopStyle)")
    assert edges == ["solid"] * 5
    visitor.shot("forced-colours")


def test_right_to_left_is_ready(visit: Callable[..., Visitor]) -> None:
    """No language of today needs it; when one does, only its words are missing."""
    visitor = visit().open()
    visitor.answered("Miten varaan ajan?")
    visitor.inside("root.querySelector('.frame').dir = 'rtl'")
    until(visitor.page, "document.querySelector('neuvo-chat').shadowRoot.querySelector('dialog.panel').getBoundingClientRect().x < 60")
    panel, send = visitor.host.locator("dialog.panel").bounding_box() or {}, visitor.host.locator(".send").bounding_box() or {}
    assert send["x"] < panel["x"] + 60, "what ends a line stands on the left"
    own, bots = (visitor.host.locator(f".{who} .bubble").last.bounding_box() or {} for who in ("customer", "bot"))
    assert own["x"] < bots["x"]
    assert visitor.inside("const log = root.querySelector('.log'); return log.scrollWidth <= log.clientWidth")
    visitor.shot("right-to-left")


def test_every_text_says_its_language_and_switching_redraws_everything(visit: Callable[..., Visitor]) -> None:
    visitor = visit().open()
    visitor.press("Varaa aika")
    expect(visitor.log.locator(".customer .entry[data-seq]")).to_have_count(1)
    visitor.sees("Peru aika")
    visitor.field.fill("kesken")
    visitor.button("SV").click()
    expect(visitor.log.locator(".customer .bubble")).to_have_text("Boka tid")
    expect(visitor.host.locator("#neuvo-title")).to_have_text("Rådgivningens chatt")
    assert visitor.field.input_value() == "kesken" and visitor.field.get_attribute("placeholder") == WORDS["sv"]["placeholder"]
    assert visitor.inside("return [...root.querySelectorAll('.entry')].every((e) => e.lang === 'sv')")
    visitor.answered("Miten varaan ajan suomeksi?")
    assert visitor.page.evaluate("document.querySelector('neuvo-chat').lang") == "sv"


def test_unread_messages_are_marked_on_the_launcher_and_in_the_title(visit: Callable[..., Visitor], site: Service, nurse: Desk) -> None:
    visitor = visit().open()
    visitor.answered("hoitajalle")
    card = nurse.post("next").json()
    visitor.page.evaluate("""window.told = []; for (const name of ['open', 'close', 'message', 'unread', 'handoff'])
        document.addEventListener('neuvo:' + name, (e) => told.push([name, JSON.stringify(e.detail)]))""")
    visitor.page.keyboard.press("Escape")
    title = visitor.page.title()
    visitor.page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true}); document.dispatchEvent(new Event('visibilitychange'))")
    nurse.post(f"conversations/{card['conversation_id']}/messages", {"client_id": "u1-" + card["conversation_id"], "text": "salainen sana"})
    expect(visitor.launcher.locator(".badge")).to_have_text("1")
    assert FI["newMessages"].split(":")[0].lower() in (visitor.launcher.get_attribute("aria-label") or "").lower()
    assert visitor.page.title() == f"(1) {title}"
    told = visitor.page.evaluate("window.told")
    assert {"close", "message", "unread"} <= {name for name, _ in told} and "salainen" not in str(told)
    visitor.page.evaluate("Object.defineProperty(document, 'hidden', {value: false}); document.dispatchEvent(new Event('visibilitychange'))")
    visitor.open()
    expect(visitor.launcher.locator(".badge")).to_be_hidden()
    assert visitor.page.title() == title


def test_quick_exit_leaves_nothing_behind(visit: Callable[..., Visitor]) -> None:
    visitor = visit().open()
    visitor.answered("mies lyö minua")
    expect(visitor.host.locator(".exit")).to_be_visible()
    assert visitor.page.evaluate("localStorage.length") == 0, "it is kept in this tab only"
    visitor.context.route("https://www.ilmatieteenlaitos.fi/**", lambda route: route.fulfill(body="sää"))
    with visitor.page.expect_request(lambda request: request.method == "DELETE"):
        visitor.host.locator(".exit").click()
    visitor.page.wait_for_url("https://www.ilmatieteenlaitos.fi/**")


def test_the_engine_away_is_said_and_nothing_typed_is_lost(visit: Callable[..., Visitor], site: Service) -> None:
    """The assistant is away: said after six seconds, with the way to a nurse; the answer comes when it is back."""
    visitor = visit().open()
    site.engine.away = True
    visitor.say("Miten varaan ajan?")
    expect(visitor.log.get_by_text("Automaattinen avustaja ei juuri nyt vastaa.")).to_be_visible(timeout=15_000)
    expect(visitor.button("Juttele hoitajan kanssa")).to_be_visible()
    expect(visitor.log).to_contain_text("112")
    site.engine.away = False
    visitor.sees(re.compile("Peru aika"))
    assert visitor.own() == ["Miten varaan ajan?"]


def test_reading_begins_at_the_beginning(visit: Callable[..., Visitor]) -> None:
    visitor = visit("sv", path="/chat?lang=sv", viewport=PHONE)
    expect(visitor.log.locator(".choice").nth(2)).to_be_visible()
    top = "return [...root.querySelectorAll('%s')].at(-1).getBoundingClientRect().top - root.querySelector('.log').getBoundingClientRect().top"
    assert visitor.inside(top % ".preface") >= 0, "the greeting, with what not to write here before it"
    visitor.answered("När ges vaccinationerna?")
    expect(visitor.log.locator(".table")).to_be_visible()
    visitor.page.wait_for_timeout(300)      # the end of "writing" and what else comes behind the words
    assert 0 <= visitor.inside(top % ".group.bot") < 80, "the very first answer, longer than the screen, from its first line"
    visitor.answered("min man slår mig")
    expect(visitor.host.locator(".exit")).to_be_visible()
    visitor.page.wait_for_timeout(300)
    assert 0 <= visitor.inside(top % ".group.bot") < 80, "and one that brings the quick exit with it"


def test_a_photo_that_was_not_chosen_after_all_leaves_the_chat_open(visit: Callable[..., Visitor]) -> None:
    visitor = visit(viewport=PHONE).open()
    visitor.inside("root.querySelector('input[type=file]').dispatchEvent(new Event('cancel', { bubbles: true }))")
    visitor.page.wait_for_timeout(200)
    expect(visitor.field).to_be_visible()
