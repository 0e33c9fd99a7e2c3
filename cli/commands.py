"""The table of commands: what `./neuvo` lists and where each one lives. Plain Python 3.9, nothing imported."""

SERVICE, ENGINE = "service", "engine"

# name: (environment, module, what it does)
COMMANDS = {
    "up": (SERVICE, "cli.up", "build what is missing and start everything; Ctrl-C ends it"),
    "test": (SERVICE, "cli.test", "every test, on this machine, from nothing"),
    "doctor": (SERVICE, "cli.doctor", "say what is wrong on this machine and how to mend it"),
    "check": (SERVICE, "cli.check", "check the editors' files: texts, examples, questionnaires, opening hours"),
    "preview": (SERVICE, "cli.preview", "every answer as the family sees it, three languages side by side"),
    "say": (SERVICE, "cli.say", 'what would be understood and answered: "text"'),
    "new": (SERVICE, "cli.new", "files to fill in: answer, intent or language NAME"),
    "ptv": (SERVICE, "cli.ptv", "clinics from the Finnish Service Catalogue; --dry-run shows the difference"),
    "train": (SERVICE, "cli.train", "train the model if its files have changed"),
    "release": (SERVICE, "cli.release", "let a new model take over without a break; --back goes back"),
    "nurse": (SERVICE, "cli.nurse", "add a nurse's account, or give a new one-time password"),
    "letters": (SERVICE, "cli.letters", "letters to other chat systems that are late or dead; send them again"),
    "understand": (SERVICE, "cli.understand", 'what is understood: "text" or --batch FILE'),
    "answers": (ENGINE, "reading.batch", "how typed answers are read: --batch FILE"),
    "review": (SERVICE, "cli.review", "messages that were not understood, for editors to look at"),
    "bench": (SERVICE, "cli.bench", "measure: turn, claims, desk, nlu"),
}
# What a command needs before it can run, beyond its own environment.
NEEDS_BOTH = {"up", "test", "train", "bench", "understand", "say", "release"}
