"""`./neuvo answers --batch`: the agreed lines in and out."""
import io
import json
import sys

from reading.batch import main, value_of


def test_lines_are_read_as_agreed():
    now = "2026-11-23T07:42:00+00:00"
    lines = [
        ({"lang": "fi", "type": "temperature", "question": "Mikä on ollut korkein lämpö?", "unit": "Cel", "text": "kolkytyheksän ja puol"}, 39.5),
        ({"lang": "fi", "type": "number", "question": "Lämpö?", "unit": "Cel", "text": "38 o 4"}, 38.4),
        ({"lang": "fi", "type": "duration", "question": "Kuinka kauan?", "text": "eilisillasta", "now": now}, {"value": 14, "unit": "h"}),
        ({"lang": "fi", "type": "choice", "question": "Kuinka lapsi juo?", "text": "sen verran ku normaalisti",
          "options": [{"id": "normal", "title": "Normaalisti"}, {"id": "less", "title": "Alle puolet"}]}, "normal"),
        ({"lang": "sv", "type": "number", "question": "Hur många gånger?", "text": "2 ggr"}, 2),
        ({"lang": "fi", "type": "yesno", "question": "Onko kuumetta?", "text": "en tiedä"}, "unknown"),
        ({"lang": "fi", "type": "temperature", "question": "Lämpö?", "text": "390"}, None),
        ({"lang": "en", "type": "gestation", "question": "How many weeks?", "text": "week 50"}, None),
        ({"lang": "en", "type": "yesno", "question": "Any rash?", "text": "why do you ask?"}, "why"),
    ]
    assert [value_of(line) for line, _ in lines] == [expected for _, expected in lines]


def test_each_line_gives_one_line(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"lang": "fi", "type": "age", "question": "Ikä?", "text": "8 kk"}\n\n'
                                                  '{"lang": "sv", "type": "weight", "question": "Vikt?", "text": "3450 g"}\n'))
    assert main(["--batch", "-"]) == 0
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [{"value": {"months": 8}}, {"value": 3.45}]


def test_a_line_that_cannot_be_read_is_told_with_its_number_and_the_rest_goes_on(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"lang": "fi"\n{"lang": "fi", "type": "age"}\n[1]\n'
                                                  '{"lang": "fi", "type": "age", "question": "Ikä?", "text": "8 kk"}\n'))
    assert main(["--batch", "-"]) == 1
    broken, short, other, good = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert broken["error"].startswith("line 1 is not JSON") and short == {"error": "line 2 has no text"}
    assert other["error"] == "line 3 has no text and no lang and no type" and good == {"value": {"months": 8}}
