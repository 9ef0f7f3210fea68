import Cryptography
import Decisions
import StrictJSON
import Support
import Testing

@Suite("The vocabulary")
struct VocabularyTests {
    @Test("the protocol has 75 operations, each once")
    func operations() {
        #expect(OperationCatalogue.all.count == 75)
        #expect(Set(OperationCatalogue.all.map(\.name)).count == 75)
    }

    @Test(
        "every operation is in the group that its published class calls for",
        .enabled(if: SharedData.isPresent("rekognition"), "shared data absent")
    )
    func classes() throws {
        let table = try #require(
            try JSONValue.parse(SharedData.bytes("rekognition/ops_class.json")).object
        )
        #expect(Set(table.names) == Set(OperationCatalogue.all.map(\.name)))
        let expected: [ExactString: Set<ActionGroup>] = [
            "RECOGNISE-1:1": [.match], "RECOGNISE-1:N": [.match, .live], "GALLERY-write": [.enrol, .erase],
            "GALLERY-read": [.readGallery], "IDENTITY-lookup": [.readGallery], "FACE-analysis": [.analyse],
            "STREAM-admin": [.erase, .readGallery], "NON-face": [.analyse, .unrelated],
        ]
        for operation in OperationCatalogue.all {
            let published = try #require(table[operation.name]?.string)
            #expect(expected[published]?.contains(operation.group) == true, "\(operation)")
        }
    }

    @Test("the schema declares every operation in its group, with its resource")
    func schema() throws {
        let file = try WorkingSet.policies().first { $0.path == "schema.cedarschema" }
        let schema = String(decoding: try #require(file).bytes, as: UTF8.self)
        let declarations = schema.split(separator: "\naction\n").dropFirst()
        var declared: [ExactString: (group: Substring, resource: Substring)] = [:]
        for declaration in declarations {
            let parts = declaration.split(separator: "\n    in [")
            try #require(parts.count == 2)
            let group = try #require(parts[1].split(separator: "]").first)
            let resource = try #require(
                parts[1].split(separator: "resource: [").last?.split(separator: "]").first
            )
            for name in parts[0].split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
                declared[ExactString(String(name))] = (group, resource)
            }
        }
        #expect(declared.count == 75)
        for operation in OperationCatalogue.all {
            let found = try #require(declared[operation.name])
            #expect(String(found.group) == operation.group.rawValue)
            #expect(found.resource == (operation.subject == .collection ? "Collection" : "Service"))
        }
    }

    @Test("words are compared as bytes: a Kelvin sign is no K")
    func bytes() {
        #expect(OperationCatalogue.operation(named: "StartPersonTrac\u{212A}ing") == nil)
        #expect(ActionGroup(exact: "Match") == .match)
        #expect(ActionGroup(exact: "match") == nil)
    }

    @Test("reason codes are spelt as the closed list has them, each once")
    func reasons() {
        #expect(ReasonCode.moratoriumPolice.rawValue == "moratorium_police")
        #expect(ReasonCode.warrant(.outOfScope).rawValue == "warrant_out_of_scope")
        #expect(Set(ReasonCode.allCases.map(\.rawValue)).count == ReasonCode.allCases.count)
        for code in ReasonCode.allCases { #expect(ReasonCode(exact: code.word) == code) }
        #expect(ReasonCode(exact: "warrant_") == nil)
    }

    @Test("keyed digests of one kind are never those of another, nor of another key")
    func keyedDigests() {
        let digester = KeyedDigester(key: [UInt8](repeating: 1, count: 32))
        let other = KeyedDigester(key: [UInt8](repeating: 2, count: 32))
        let digest = WorkingSet.certificate
        #expect(digester.image(digest) != digester.response(digest.bytes))
        #expect(digester.image(digest) != other.image(digest))
        #expect(digester.warrant(issuer: "a", tokenID: "bc") != digester.warrant(issuer: "ab", tokenID: "c"))
    }

    @Test("claims of a failed token that are too long are left out of the entry")
    func longClaims() {
        let long = ExactString(String(repeating: "x", count: 257))
        let token = RefusedWarrant(
            code: .expired,
            issuer: long,
            tokenID: "w",
            tokenDigest: WorkingSet.certificate
        )
        #expect(token.issuer == nil)
        #expect(token.tokenID == "w")
    }
}
