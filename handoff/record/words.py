"""What the record text is made of, in the nurse's language."""
from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "fi": {
        "course": "ASIAN KULKU", "advice": "NEUVONTA JA OHJEET (hoitajan viestit, muokkaa tarvittaessa)", "end": "PÄÄTTYMINEN",
        "began": "Asiakas aloitti keskustelun chatissa", "queued": "Asiakas siirtyi hoitajan jonoon",
        "message": "Asia jätettiin viestiksi hoitajalle", "with_nurse": "Keskustelua hoiti terveydenhoitaja {name}",
        "bot": "Keskustelu palasi automaattiselle avustajalle", "closed": "Keskustelu päätettiin",
        "emergency": "Asiakkaalle näytettiin 112-ohje", "picture": "Asiakas lähetti kuvan",
        "sent_picture": "Hoitaja lähetti kuvan", "sent_file": "Hoitaja lähetti tiedoston {name}",
        "video": "Hoitaja kutsui videotapaamiseen", "count": "Viestejä: asiakas {customer}, hoitaja {nurse}.",
        "none": "Hoitaja ei kirjoittanut viestejä.", "cut": "… (lyhennetty)",
    },
    "sv": {
        "course": "ÄRENDETS GÅNG", "advice": "RÅD OCH ANVISNINGAR (hälsovårdarens meddelanden, redigera vid behov)",
        "end": "AVSLUTNING",
        "began": "Klienten började samtalet i chatten", "queued": "Klienten ställde sig i kö till hälsovårdaren",
        "message": "Ärendet lämnades som meddelande till hälsovårdaren", "with_nurse": "Samtalet sköttes av hälsovårdare {name}",
        "bot": "Samtalet gick tillbaka till den automatiska assistenten", "closed": "Samtalet avslutades",
        "emergency": "112-anvisningen visades för klienten", "picture": "Klienten skickade en bild",
        "sent_picture": "Hälsovårdaren skickade en bild", "sent_file": "Hälsovårdaren skickade filen {name}",
        "video": "Hälsovårdaren bjöd in till ett videomöte", "count": "Meddelanden: klienten {customer}, hälsovårdaren {nurse}.",
        "none": "Hälsovårdaren skrev inga meddelanden.", "cut": "… (förkortat)",
    },
    "en": {
        "course": "COURSE", "advice": "ADVICE (the nurse's messages, edit as needed)", "end": "ENDING",
        "began": "The customer began the conversation in the chat", "queued": "The customer joined the nurses' queue",
        "message": "The matter was left as a message to the nurse", "with_nurse": "Public health nurse {name} had the conversation",
        "bot": "The conversation went back to the automated assistant", "closed": "The conversation was closed",
        "emergency": "The 112 card was shown to the customer", "picture": "The customer sent a picture",
        "sent_picture": "The nurse sent a picture", "sent_file": "The nurse sent the file {name}",
        "video": "The nurse invited to a video meeting", "count": "Messages: customer {customer}, nurse {nurse}.",
        "none": "The nurse wrote no messages.", "cut": "… (shortened)",
    },
}
REASONS: Mapping[str, Mapping[str, str]] = {
    "fi": {"advice_given": "Neuvo annettu", "booked": "Aika varattu", "guided_elsewhere": "Ohjattu muualle",
           "no_answer": "Asiakas ei vastannut", "other": "Muu syy"},
    "sv": {"advice_given": "Råd gavs", "booked": "Tid bokad", "guided_elsewhere": "Hänvisad vidare",
           "no_answer": "Klienten svarade inte", "other": "Annan orsak"},
    "en": {"advice_given": "Advice given", "booked": "Appointment booked", "guided_elsewhere": "Guided elsewhere",
           "no_answer": "The customer did not answer", "other": "Another reason"},
}
