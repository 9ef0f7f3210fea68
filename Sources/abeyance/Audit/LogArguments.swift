import ArgumentParser

/// Which log, by which key, printed how: what `verify` and `replay` have in common.
struct LogArguments: ParsableArguments {
    @Argument(help: "The log: a state folder, a copy of `audit.sqlite`, or an export.")
    var path: String

    @Option(
        help: ArgumentHelp(
            "The log's public key: `log.vkey` from the gate's operator, or its one line. Never take it from the log.",
            valueName: "file|vkey"
        )
    )
    var key: String

    @Flag(help: "Print one JSON object instead of lines.")
    var json = false
}
