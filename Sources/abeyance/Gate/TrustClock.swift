import ArgumentParser
import Broker

/// Ends the state of a clock that jumped, by the operator's word.
struct TrustClock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust-clock",
        abstract:
            "Tell the running gate that its wall clock is right although it jumped; the word is an entry.",
        discussion: """
            For a wall clock that was wrong and has been set right, by more than five minutes: a gate refuses every \
            decision (`clock_untrusted`) until the clock agrees again with the machine's time since boot, which it then \
            never would. A clock that is behind the log's newest entry is not trusted by anybody's word.

            Exit codes: 0 trusted, 1 the gate refused, 2 no gate could be asked, 64 wrong usage.
            """
    )

    @Option(
        help: ArgumentHelp(
            "How you know that the clock is right; it is recorded in the log, with your user id.",
            valueName: "text"
        )
    )
    var reason: String

    @Option(help: ArgumentHelp("The running gate's configuration.", valueName: "file"))
    var config = "abeyance.yaml"

    func validate() throws {
        guard reason.contains(where: { !$0.isWhitespace }) else {
            throw ValidationError(
                "`--reason` says in words how you know that the clock is right, for the log"
            )
        }
    }

    func run() async throws {
        try await Terminal.reporting {
            let facts = try RunningGate(config: config).ask(.trustClock(reason: reason))
            Terminal.say("the wall clock is trusted from now on")
            Terminal.print(facts)
        }
    }
}
