import ArgumentParser
import PolicyControl
import StrictJSON

extension Organisations {
    /// Adds a pin.
    struct Pin: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let an organisation be known by one more key.",
            discussion: """
                Exit codes: 0 pinned, 1 the gate would refuse the set and nothing was changed, 2 could not be done, \
                64 wrong usage.
                """
        )

        @OptionGroup var change: ProposedChange

        @Argument(help: "The organisation's short name.")
        var name: String

        @Argument(
            help: ArgumentHelp("Its certificate, its request, or the pin of its key.", valueName: "file|pin")
        )
        var key: String

        func run() async throws {
            try await Terminal.reporting {
                let pin = try KeyPin.of(key)
                try change.make("pinned \(pin) for `\(name)`") { try $0.pin(pin, for: ExactString(name)) }
            }
        }
    }

    /// Takes a pin away.
    struct Unpin: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let an organisation no longer be known by a key.",
            discussion: """
                The last identity stays: an organisation that has none is removed instead.

                Exit codes: 0 unpinned, 1 the gate would refuse the set and nothing was changed, 2 could not be done, \
                64 wrong usage.
                """
        )

        @OptionGroup var change: ProposedChange

        @Argument(help: "The organisation's short name.")
        var name: String

        @Argument(help: ArgumentHelp("A certificate, a request, or the pin of a key.", valueName: "file|pin"))
        var key: String

        func run() async throws {
            try await Terminal.reporting {
                let pin = try KeyPin.of(key)
                try change.make("unpinned \(pin) of `\(name)`") { try $0.unpin(pin, of: ExactString(name)) }
            }
        }
    }

    /// Takes an organisation out.
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take an organisation out of a proposed policy set.",
            discussion: """
                What names it, a collection or a delegation, must be taken out before.

                Exit codes: 0 removed, 1 the gate would refuse the set and nothing was changed, 2 could not be done, \
                64 wrong usage.
                """
        )

        @OptionGroup var change: ProposedChange

        @Argument(help: "The organisation's short name.")
        var name: String

        func run() async throws {
            try await Terminal.reporting {
                try change.make("removed `\(name)`") { try $0.remove(ExactString(name)) }
            }
        }
    }
}
