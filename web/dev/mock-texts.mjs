/** The words of the mock: enough of every kind of event in three languages to look at the widget. */
const T = (fi, sv, en) => ({ fi, sv, en });
const C = (id, fi, sv, en) => ({ id, titles: T(fi, sv, en) });

export const say = (author, kind, texts, rest = {}) => ({ author, kind, ...(texts ? { texts } : {}), ...rest });

export const ALWAYS = {
  nurse: C('nurse', 'Juttele hoitajan kanssa', 'Chatta med en hälsovårdare', 'Talk to a nurse'),
  book: C('book', 'Varaa aika', 'Boka tid', 'Book an appointment'),
};
export const START = [
  ALWAYS.book,
  C('symptom', 'Oire huolettaa', 'Ett symtom oroar mig', 'I am worried about a symptom'),
  C('vaccinations', 'Rokotukset', 'Vaccinationer', 'Vaccinations'),
  ALWAYS.nurse,
];
export const GREETING = {
  title: T('Neuvolan chat', 'Rådgivningens chatt', 'Clinic chat'),
  draft: T('Luonnos: sisältöä ei ole vielä hyväksytty käyttöön.', 'Utkast: innehållet är ännu inte godkänt för användning.', 'Draft: the content has not been approved for use yet.'),
  privacy: T('Älä kirjoita chattiin henkilötunnusta.', 'Skriv inte personbeteckningen i chatten.', 'Please do not write your personal identity code in the chat.'),
  hours: T('Hoitajat vastaavat chatissa arkisin klo 8–16.', 'Hälsovårdarna svarar i chatten vardagar kl. 8–16.', 'Nurses answer the chat on weekdays 8–16.'),
  ...T(
    'Hei! Olen Neuvo, neuvolan **automaattinen avustaja**. Vastaan yleisiin kysymyksiin, autan ajanvarauksessa ja yhdistän sinut terveydenhoitajalle. Hoitajat ovat paikalla tänään klo 16 asti.\n\nMissä voin auttaa?\n\n**Hätätilanteessa soita 112.**',
    'Hej! Jag är Neuvo, rådgivningens **automatiska assistent**. Jag svarar på allmänna frågor, hjälper dig att boka tid och kopplar dig till en hälsovårdare. Hälsovårdarna är på plats i dag till kl. 16.\n\nVad kan jag hjälpa dig med?\n\n**I en nödsituation, ring 112.**',
    'Hello! I am Neuvo, the clinic’s **automated assistant**. I answer common questions, help with booking and put you through to a public health nurse. Nurses are here today until 16.\n\nHow can I help?\n\n**In an emergency, call 112.**',
  ),
};
export const PHONES = [
  { number: '112', shown: '112', titles: T('Hätänumero', 'Nödnummer', 'Emergency number') },
  { number: '116117', shown: '116117', titles: T('Päivystysapu', 'Jourhjälpen', 'Medical Helpline') },
  { number: '0947171500', shown: '09 471 71500', titles: T('HUS synnyttäjien puhelinpalvelu', 'HUS telefontjänst för födande', 'HUS childbirth helpline') },
];
export const EMERGENCY = say('bot', 'emergency', T('Soita heti 112. Älä jätä asiaa chattiin.', 'Ring genast 112. Vänta inte på chatten.', 'Call 112 now. Do not wait for the chat.'), {
  data: {
    instructions: ['I-112'],
    tel: [
      { number: '112', titles: T('Hätänumero', 'Nödnummer', 'Emergency number') },
      { number: '0947171500', titles: T('HUS synnyttäjien puhelinpalvelu', 'HUS telefontjänst för födande', 'HUS childbirth helpline') },
    ],
  },
  choices: [ALWAYS.nurse],
});
const controls = (id) => [
  C(`w:skip:${id}`, 'Ohita', 'Hoppa över', 'Skip'),
  C(`w:back:${id}`, 'Takaisin', 'Tillbaka', 'Back'),
  C(`w:why:${id}`, 'Miksi kysyt?', 'Varför frågar du?', 'Why do you ask?'),
  C(`w:stop:${id}`, 'Lopeta kysymykset', 'Avsluta frågorna', 'Stop the questions'),
];
export const SAFETY = say('bot', 'card', T(
  'Soita heti **112**, jos lapsi\n- ei hengitä normaalisti tai huulet sinertävät\n- on veltto, tai häntä on vaikea herättää\n- kouristelee\n\nJos mikään näistä ei ole totta nyt, jatketaan kysymyksiin.',
  'Ring genast **112** om barnet\n- inte andas normalt eller läpparna är blåaktiga\n- är slappt eller svårt att väcka\n- har kramper\n\nOm inget av detta stämmer nu fortsätter vi med frågorna.',
  'Call **112** now if the child\n- is not breathing normally or the lips are bluish\n- is limp or hard to wake\n- is having a seizure\n\nIf none of these is true now, we go on to the questions.',
), {
  data: { safety: 'child' },
  choices: [C('K3:none', 'Ei mikään näistä nyt', 'Inget av dessa nu', 'None of these now'), C('K3:applies', 'Jokin näistä on totta', 'Något av dessa stämmer', 'One of these applies'), ALWAYS.nurse],
});
const form = (step, id, type, texts, choices) => say('bot', 'form', texts, { data: { questionnaire: 'C1', version: 1, link_id: id, type, step, of: 11 }, choices: [...choices, ...controls(id)] });
export const FORM = [
  form(3, 'C1-1', 'number', T('Mikä on korkein kuume, jonka olet mitannut?', 'Vilken är den högsta febern du har mätt?', 'What is the highest temperature you have measured?'), []),
  form(4, 'C1-2', 'choice', T('Mistä mittasit?', 'Var mätte du?', 'Where did you measure it?'), [
    C('C1-2:armpit', 'Kainalosta', 'I armhålan', 'Armpit'), C('C1-2:ear', 'Korvasta', 'I örat', 'Ear'), C('C1-2:rectal', 'Peräsuolesta', 'I ändtarmen', 'Rectum'), C('C1-2:forehead', 'Otsalta', 'I pannan', 'Forehead'),
  ]),
  form(5, 'C1-4', 'yesno', T('Onko lapsi alle 3 kuukauden ikäinen ja kuume 38 astetta tai enemmän?', 'Är barnet under 3 månader gammalt och febern 38 grader eller mer?', 'Is the child under 3 months old and the temperature 38 degrees or more?'), [
    C('C1-4:yes', 'Kyllä', 'Ja', 'Yes'), C('C1-4:no', 'Ei', 'Nej', 'No'), C('C1-4:unknown', 'En tiedä', 'Jag vet inte', 'I don’t know'),
  ]),
];
export const CHECK = say('bot', 'card', T('Tarkista vastauksesi. Hoitaja näkee ne juuri näin.', 'Kontrollera dina svar. Hälsovårdaren ser dem precis så här.', 'Check your answers. The nurse will see them exactly like this.'), {
  data: {
    title: T('Lapsen kuume', 'Feber hos barn', 'Child’s fever'),
    rows: [
      { link_id: 'K4', label: T('Lapsen ikä', 'Barnets ålder', 'Child’s age'), value: T('7 kk', '7 mån', '7 months') },
      { link_id: 'C1-1', label: T('Korkein kuume', 'Högsta feber', 'Highest temperature'), value: T('39,2 °C', '39,2 °C', '39.2 °C') },
      { link_id: 'C1-2', label: T('Mittauspaikka', 'Mätställe', 'Measured from'), value: T('Kainalo', 'Armhålan', 'Armpit') },
      { link_id: 'C1-5', label: T('Juominen', 'Drickande', 'Drinking'), value: T('Ei vastattu', 'Inte besvarat', 'Not answered'), skipped: true },
    ],
  },
  choices: [C('w:send', 'Lähetä hoitajalle', 'Skicka till hälsovårdaren', 'Send to the nurse'), C('w:change', 'Muuta vastausta', 'Ändra ett svar', 'Change an answer'), C('w:stop', 'Lopeta', 'Avsluta', 'Stop')],
});
const days = (fi, sv, en) => T(fi, sv, en);
export const TABLE = say('bot', 'message', T(
  'Lapsi saa rokotukset neuvolassa **maksutta**. Ohjelma alkaa 3 kuukauden iässä.',
  'Barnet får vaccinationerna på rådgivningen **avgiftsfritt**. Programmet börjar vid 3 månaders ålder.',
  'Your child gets vaccinations at the clinic **free of charge**. The programme starts at 3 months.',
), {
  data: {
    answer: 'vaccination_programme', draft: true,
    table: {
      caption: T('Rokotusohjelma', 'Vaccinationsprogrammet', 'Vaccination programme'),
      head: [T('Ikä', 'Ålder', 'Age'), T('Rokote', 'Vaccin', 'Vaccine')],
      rows: [
        [days('3 kk', '3 mån', '3 months'), T('Rota, pneumokokki, 5-in-1', 'Rota, pneumokock, 5-i-1', 'Rota, pneumococcal, 5-in-1')],
        [days('5 kk', '5 mån', '5 months'), T('Rota, pneumokokki, 5-in-1', 'Rota, pneumokock, 5-i-1', 'Rota, pneumococcal, 5-in-1')],
        [days('12 kk', '12 mån', '12 months'), T('MPR, vesirokko', 'MPR, vattkoppor', 'MMR, chickenpox')],
      ],
    },
    links: [{ url: T('https://thl.fi/rokottaminen', 'https://thl.fi/sv/vaccinationer', 'https://thl.fi/en/vaccinations'), titles: T('Rokotusohjelma, THL', 'Vaccinationsprogrammet, THL', 'Vaccination programme, THL') }],
  },
  choices: [ALWAYS.book, ALWAYS.nurse],
});
export const FEEDBACK = say('bot', 'feedback', T('Kuinka todennäköisesti suosittelisit tätä palvelua muille? 0 = en lainkaan, 10 = erittäin todennäköisesti.', 'Hur sannolikt är det att du skulle rekommendera tjänsten till andra? 0 = inte alls, 10 = mycket sannolikt.', 'How likely are you to recommend this service to others? 0 = not at all likely, 10 = extremely likely.'));
export const CLOSED_TEXT = {
  answer: T(
    'Voit varata ajan itse verkossa. Lisätietoja: https://www.luvn.fi/neuvola. Jos et saa aikaa, soita 029 151 2000.',
    'Du kan själv boka tid på nätet. Mer information: https://www.luvn.fi/sv/radgivning. Om du inte får en tid, ring 029 151 2000.',
    'You can book an appointment online. More: https://www.luvn.fi/en/clinic. If you cannot find a time, call 029 151 2000.',
  ),
  violence: T('Olen pahoillani, että sinulle on käynyt näin. Et ole yksin. Nollalinja 080 005 005 auttaa ympäri vuorokauden.', 'Jag är ledsen att du har råkat ut för det här. Du är inte ensam. Nollinjen 080 005 005 hjälper dygnet runt.', 'I am sorry this has happened to you. You are not alone. Nollalinja 080 005 005 helps 24 hours a day.'),
  queued: T('Olet nyt jonossa. Hoitaja näkee, mitä olet kirjoittanut.', 'Du står nu i kö. Hälsovårdaren ser vad du har skrivit.', 'You are now in the queue. The nurse will see what you have written.'),
  message: T('Viestisi on lähetetty. Vastaamme viimeistään kolmen arkipäivän kuluessa.', 'Ditt meddelande har skickats. Vi svarar senast inom tre vardagar.', 'Your message has been sent. We answer within three working days.'),
  joined: T('Sanna, terveydenhoitaja, liittyi keskusteluun.', 'Sanna, hälsovårdare, anslöt till samtalet.', 'Sanna, public health nurse, joined the conversation.'),
  returned: T('Keskustelusi siirrettiin. Paikkasi säilyy jonossa.', 'Ditt samtal flyttades. Du behåller din plats i kön.', 'Your conversation was moved. You keep your place in the queue.'),
  toBot: T('Neuvo jatkaa nyt keskustelua.', 'Neuvo fortsätter nu samtalet.', 'Neuvo now continues the conversation.'),
  closed: T('Hoitaja päätti keskustelun.', 'Hälsovårdaren avslutade samtalet.', 'The nurse ended the conversation.'),
  left: T('Poistuit jonosta.', 'Du lämnade kön.', 'You left the queue.'),
  language: T('Jatketaan suomeksi.', 'Vi fortsätter på svenska.', 'Let us continue in English.'),
};
export const SUMMARY = T(
  'ESITIETOYHTEENVETO (asiakkaan omat vastaukset, ei hoidon tarpeen arvio)\nI  Asioija: lapsen huoltaja. Koskee: lapsi, 7 kk.\n   Kieli: suomi. Jono: neuvola-chat / suomi.\nS  "Vauvalla kuume eikä syö kunnolla." Alkanut n. 14 h sitten.\nB  Syntynyt rv 39+2. Ei pitkäaikaissairauksia.\nA  Asiakkaan havainnot: korkein lämpö 39,2 °C (kainalo).\n   Juominen: ei vastattu.\n   Ammattilaisen arvio: ______________________\nR  Asiakkaan toive: neuvo kotihoitoon.\n   Yleinen turvaohje näytetty klo 9.36.',
  'SAMMANDRAG AV FÖRHANDSUPPGIFTER (klientens egna svar, inte en bedömning av vårdbehovet)\nI  Kontakt: barnets vårdnadshavare. Gäller: barn, 7 mån.\n   Språk: finska. Kö: rådgivningschatt / finska.\nS  "Vauvalla kuume eikä syö kunnolla." Började för ca 14 h sedan.\nB  Född gv 39+2. Inga långvariga sjukdomar.\nA  Klientens iakttagelser: högsta temperatur 39,2 °C (armhålan).\n   Drickande: inte besvarat.\n   Yrkespersonens bedömning: ______________________\nR  Kundens önskemål: råd för hemmavård.\n   Allmän säkerhetsanvisning visad kl. 9.36.',
  'PRE-INFORMATION SUMMARY (the customer’s own answers, not an assessment of the need for care)\nI  Contact: the child’s guardian. Concerns: child, 7 months.\n   Language: Finnish. Queue: clinic chat / Finnish.\nS  "Vauvalla kuume eikä syö kunnolla." Began about 14 h ago.\nB  Born at 39+2 weeks. No long-term illness.\nA  Customer’s observations: highest temperature 39.2 °C (armpit).\n   Drinking: not answered.\n   Professional’s assessment: ______________________\nR  Customer’s wish: advice for care at home.\n   General safety advice shown at 9:36.',
);
