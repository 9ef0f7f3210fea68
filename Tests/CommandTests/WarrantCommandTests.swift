import Cryptography
import StrictJSON
import Support
import Testing

@Suite("abeyance warrant")
struct WarrantCommandTests {
    @Test("a token is minted on standard output, what it allows is said on standard error, and it is good")
    func issue() async throws {
        try await Workplace.use { place in
            let clerk = try Clerk(place)
            let minted = try clerk.issue()
            #expect(minted.code == 0)
            #expect(minted.lines.count == 1)
            let order = SHA256Digest.of(try TestFiles.bytes(atPath: clerk.order)).hex
            for words in [
                "check each line against the signed order",
                "urn:agency:ori:OR0340000 may use SearchFacesByImage",
                "in the collections mugshots", "at a similarity of at least 99",
                "once in all, with at most 5 results",
                "index 7 of https://court.demonstration.invalid/status/1", "docket 26-CR-17", order,
                "not sealed",
            ] { #expect(minted.errors.contains(words), "\(words)") }
            let token = try place.write(minted.output, to: "token.jwt")
            let verified = try clerk.verify(token)
            #expect(verified.code == 0)
            #expect(verified.output.hasPrefix("good: https://court.demonstration.invalid, w-"))
        }
    }

    @Test("a token that is read is never believed, from a file or from standard input")
    func inspect() async throws {
        try await Workplace.use { place in
            let token = try Clerk(place).token()
            let read = try Program.run("warrant", "inspect", token)
            #expect(read.code == 0)
            #expect(read.lines.first?.hasPrefix("not verified: ") == true)
            #expect(read.output.contains("mugshots"))
            #expect(try Program.run("warrant", "inspect", "-", input: token).output == read.output)
            let other = try Program.run("warrant", "inspect", place.configuration)
            #expect(other.failed(1, saying: "not a warrant token"))
            #expect(
                try Program.run("warrant", "inspect", "nowhere").failed(
                    2,
                    saying: "nowhere: cannot be opened"
                )
            )
            #expect(
                try Program.run("warrant", "inspect", "-").failed(
                    2,
                    saying: "empty, expected a warrant token"
                )
            )
        }
    }

    @Test("a token is refused with another certificate, without its status list, and when it was changed")
    func refused() async throws {
        try await Workplace.use { place in
            let clerk = try Clerk(place)
            let token = try clerk.token()
            let other = try clerk.verify(token, certificate: "thorn")
            #expect(other.code == 1)
            #expect(other.output.hasPrefix("refused: binding_mismatch: "))
            let unknown = try Program.run(
                "warrant",
                "verify",
                token,
                "--courts",
                "\(place.policies)/courts.json",
                "--certificate",
                place.certificate("metro-police"),
                "--audience",
                try place.origin
            )
            #expect(unknown.code == 1)
            #expect(unknown.output.hasPrefix("refused: status_unknown: "))
            var bytes = try TestFiles.bytes(atPath: token)
            bytes[bytes.count - 10] =
                bytes[bytes.count - 10] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            try TestFiles.write(bytes, toPath: token)
            #expect(try clerk.verify(token).output.hasPrefix("refused: bad_signature: "))
            #expect(try clerk.verify(place.configuration).code == 1)
        }
    }

    @Test("what a verification needs beside the token is refused by name when it cannot be used")
    func unusable() async throws {
        try await Workplace.use { place in
            let clerk = try Clerk(place)
            let token = try clerk.token()
            func verify(courts: String, list: String) throws -> Outcome {
                try Program.run(
                    "warrant",
                    "verify",
                    token,
                    "--courts",
                    courts,
                    "--certificate",
                    place.certificate("metro-police"),
                    "--audience",
                    try place.origin,
                    "--list",
                    list
                )
            }
            let courts = "\(place.policies)/courts.json"
            #expect(
                try verify(courts: place.configuration, list: place.statusList).failed(
                    2,
                    saying: "not a trust list"
                )
            )
            #expect(try verify(courts: courts, list: token).failed(2, saying: "token.jwt: "))
            #expect(
                try verify(courts: courts, list: "nowhere").failed(2, saying: "nowhere: cannot be opened")
            )
        }
    }

    @Test("a revoked warrant is refused, the list is newer, and revoking twice says so")
    func revoke() async throws {
        try await Workplace.use { place in
            let clerk = try Clerk(place)
            let token = try clerk.token()
            let neighbour = try clerk.revoke(8)
            #expect(neighbour.code == 0)
            #expect(try clerk.verify(token).code == 0)
            let revoked = try clerk.revoke(7)
            #expect(revoked.code == 0)
            #expect(revoked.errors.contains("index 7 is revoked; 2 of 1024 are"))
            let verified = try clerk.verify(token)
            #expect(verified.code == 1)
            #expect(verified.output.hasPrefix("refused: revoked: "))
            #expect(try clerk.revoke(7).errors.contains("index 7 was revoked already"))
        }
    }

    @Test("a status list is signed again only by the key that signed it, and only where it reaches")
    func revokeRefused() async throws {
        try await Workplace.use { place in
            let clerk = try Clerk(place)
            let before = try TestFiles.bytes(atPath: place.statusList)
            #expect(try clerk.revoke(1_024).failed(2, saying: "the list has 1024 entries"))
            #expect(try clerk.revoke(7, key: "court/court.key").failed(2, saying: "court.jwt: "))
            #expect(
                try clerk.revoke(7, kid: "court-status-2").failed(
                    2,
                    saying: "expected the key `court-status-2`"
                )
            )
            #expect(
                try clerk.revoke(7, key: "abeyance.yaml").failed(2, saying: "no private key that can be used")
            )
            #expect(try clerk.revoke(7, key: "nowhere").failed(2, saying: "nowhere: cannot be opened"))
            #expect(try TestFiles.bytes(atPath: place.statusList) == before)
        }
    }

    @Test("nothing is minted from a file that cannot be used, and the message names it")
    func unusableFiles() async throws {
        try await Workplace.use { place in
            let clerk = try Clerk(place)
            let lost = "\(place.folder)/nowhere"
            for name in ["--description", "--order", "--certificate", "--key"] {
                let outcome = try clerk.issue([name: lost])
                #expect(outcome.failed(2, saying: "/nowhere: cannot be opened"), "\(name): \(outcome.errors)")
                #expect(outcome.output.isEmpty)
            }
            #expect(try clerk.issue(["--key": clerk.order]).failed(2, saying: "order.pdf: no private key"))
            #expect(
                try clerk.issue(["--certificate": clerk.order]).failed(2, saying: "order.pdf: no certificate")
            )
            #expect(try clerk.issue(["--description": clerk.order]).failed(2, saying: "order.pdf: "))
            #expect(
                try clerk.issue(without: "--description").failed(2, saying: "name it with `--description`")
            )
            #expect(try clerk.issue(without: "--order").code == 64)
        }
    }

    @Test("a member that is missing or wrong is named, and no token is minted")
    func members() async throws {
        try await Workplace.use { place in
            let clerk = try Clerk(place)
            try place.replace(#""min_similarity": 99, "#, by: "", in: clerk.description)
            let missing = try clerk.issue()
            #expect(missing.failed(2, saying: "order.json: ", "min_similarity"))
            #expect(missing.output.isEmpty)
            try place.replace(
                #""max_searches""#,
                by: #""min_similarity": 101, "max_searches""#,
                in: clerk.description
            )
            #expect(try clerk.issue().failed(2, saying: "min_similarity", "expected 0 to 100"))
        }
    }

    @Test(
        "on a terminal the missing members are asked for, and the answers stand in the token",
        .enabled(if: TestTerminal.isPresent, "the program `script` is not installed")
    )
    func asked() async throws {
        try await Workplace.use { place in
            let clerk = try Clerk(place)
            try place.replace(#""docket": "26-CR-17","#, by: "", in: clerk.description)
            try place.replace(#""min_similarity": 99, "#, by: "", in: clerk.description)
            let answers = try place.write("26-CR-18\nninety\n99.5\nyes\n", to: "answers")
            let said = try TestTerminal.run(
                [Program.abeyance, "warrant", "issue"] + clerk.arguments(),
                typing: answers
            )
            #expect(said.code == 0)
            #expect(said.output.contains("the docket number: "))
            #expect(said.output.contains("that was not understood"))
            #expect(said.output.contains("docket 26-CR-18"))
            #expect(said.output.contains("at a similarity of at least 99.5"))
        }
    }

    @Test(
        "on a terminal nothing is signed before `yes`, unless `--yes` says that nobody is to be asked",
        .enabled(if: TestTerminal.isPresent, "the program `script` is not installed")
    )
    func confirmed() async throws {
        try await Workplace.use { place in
            let clerk = try Clerk(place)
            let no = try place.write("y\n", to: "no")
            let command = [Program.abeyance, "warrant", "issue"] + clerk.arguments()
            let refused = try TestTerminal.run(command, typing: no)
            #expect(refused.code == 2)
            #expect(refused.output.contains("not signed: the answer was not `yes`"))
            #expect(!refused.output.contains("eyJ"))
            let unasked = try TestTerminal.run(command + ["--yes"], typing: no)
            #expect(unasked.code == 0)
            #expect(unasked.output.contains("eyJ"))
        }
    }

    @Test("a refusal says what the agency can do about it")
    func remedies() async throws {
        try await Workplace.use { place in
            let clerk = try Clerk(place)
            let refused = try clerk.verify(clerk.token(), certificate: "thorn")
            #expect(refused.errors.contains("what to do: use the client certificate that the order names"))
        }
    }
}
