import Cryptography
import Foundation
import Provisioning
import StrictJSON
import Support
import Testing

/// A clerk without a description is asked for every member of it, at a terminal.
@Suite(.serialized) struct AskedClerkTests {
    static let haveTerminal = FileManager.default.isExecutableFile(atPath: "/usr/bin/script")

    @Test(
        "everything that an order says is asked for, a delay of notice too, which an empty answer leaves out",
        .enabled(if: haveTerminal, "the program `script` is not installed"),
        arguments: [("2030-01-01T08:00:00Z", "2030-01-01T08:00:00.000000Z"), ("", nil)]
    )
    func asked(delay: String, told: String?) async throws {
        try await initialised { folder in
            try TestFiles.write(Array("%PDF-1.7 an order".utf8), toPath: "\(folder)/order.pdf")
            let answers = try Self.answers(delay: delay, court: Courthouse(of: folder))
            try TestFiles.write(
                Array((answers.joined(separator: "\n") + "\n").utf8),
                toPath: "\(folder)/answers"
            )
            let command =
                "'\(Programs.abeyance)' warrant issue --order '\(folder)/order.pdf' --certificate "
                + "'\(folder)/certs/metro-police.pem' --key '\(folder)/court/court.key' "
                + "--issuer \(Courthouse.uri) --kid court-1"
            let run = try Subprocess.run(
                "sh",
                [
                    "-c", #"exec script --quiet --return --command "$1" /dev/null < "$2""#, "sh", command,
                    "\(folder)/answers",
                ]
            )
            let said = String(decoding: run.output, as: UTF8.self)
            #expect(run.status == 0, "\(said)")
            #expect(said.contains("until when notice is delayed "))
            #expect(!said.contains("that was not understood"))
            #expect(said.contains("docket 26-CR-18"))
            #expect(said.contains("at most 3 times in all, with at most 5 results each"))
            #expect(said.contains("eyJ"), "a token is printed")
            if let told {
                #expect(said.contains("notice is delayed until \(told)"))
            } else {
                #expect(!said.contains("notice is delayed until"))
            }
        }
    }

    private static func answers(delay: String, court: Courthouse) -> [String] {
        [
            Courthouse.police.value, court.origin.value, court.now.adding(seconds: -60).rfc3339,
            court.now.adding(seconds: 86_400).rfc3339, Courthouse.list.value, "9", "search_warrant",
            "Riverton County Court", "26-CR-18", "Hon. A. Example", "J-1", "US-OR", "probable_cause",
            "probable_cause, relevance", "ORS 163.185", "violent_felony", "Det. B. Example", "1234",
            "OR0340000",
            "no", delay, "SearchFacesByImage", "mugshots", "identify_suspect", "cctv",
            String(repeating: "ab", count: 32), "99", "3", "5", "yes",
        ]
    }
}
