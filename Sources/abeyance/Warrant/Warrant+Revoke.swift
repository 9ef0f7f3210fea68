import ArgumentParser
import Broker
import Cryptography
import StrictJSON
import Warrants

extension Warrant {
    /// Takes a warrant back, or only signs the list of those taken back anew.
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Mark a warrant as revoked in the court's status list, and sign the list again.",
            discussion: """
                The file is replaced whole. Gates that read it refuse the warrant from then on. It must be signed with the \
                same key before, so that nobody signs a list that somebody else has put there. Gates take a list for 24 \
                hours: without `--index` nothing more is revoked, and the list is signed anew.

                Exit codes: 0 done, 2 could not be done, 64 wrong usage.
                """
        )

        @Option(help: ArgumentHelp("The status list, a signed token.", valueName: "file"))
        var list: String

        @Option(help: "The warrant's index in the list, as the token and `warrant issue` say it.")
        var index: Int64?

        @Option(
            help: ArgumentHelp(
                "The court's private key for status lists: a PEM file, or `pkcs11:…` for one in a hardware token.",
                valueName: "file|uri"
            )
        )
        var key: String

        @Option(help: ArgumentHelp("The court's URI, as trust lists have it.", valueName: "uri"))
        var issuer: String

        @Option(help: ArgumentHelp("The name of the key, as trust lists have it.", valueName: "name"))
        var kid: String

        func run() async throws {
            try await Terminal.reporting {
                let key = try CourtKeyFile.read(key)
                let (issuer, kid) = (ExactString(issuer), ExactString(kid))
                let court = TrustedIssuer(
                    uri: issuer,
                    keys: [CourtKey(keyID: kid, use: .statusLists, publicKey: key.publicKey)],
                    status: .key(kid)
                )
                let content = try FileBytes.read(list, atMost: 4 << 20)
                do {
                    var statuses = try StatusList(token: content, issuer: court)
                    // A list of the same second as the one before would not count as newer.
                    let issuedAt = max(WallClock.now, statuses.issuedAt.adding(seconds: 1))
                    let done: String
                    if let index {
                        done = "index \(index) \(statuses[index] == 1 ? "was revoked already" : "is revoked")"
                        try statuses.revoke(index, at: issuedAt)
                    } else {
                        done = "signed anew"
                        statuses = statuses.reissued(at: issuedAt)
                    }
                    let token = try statuses.signed(issuer: issuer, keyID: kid, key: key)
                    try FileBytes.replace(list, with: Array(token.utf8))
                    Terminal.say(
                        "\(list): \(done); \(statuses.revokedCount) of \(statuses.count) are"
                            + "\(index == nil ? " revoked" : ""), issued \(statuses.issuedAt)"
                    )
                } catch let error as StatusListError {
                    throw UnusableInput(description: "\(list): \(error)")
                }
            }
        }
    }
}
