import Cedar
import CedarConformance
import StrictJSON
import Support
import Testing

@Suite("the reference engine's verdicts on policies, requests and entities")
struct ValidatorCaseTests {
    @Test(
        "every validator case gets the labelled verdicts, strict and permissive",
        .enabled(if: SharedData.isPresent("cedar/validator-cases.tar.gz"), "shared data absent")
    )
    func cases() throws {
        let archive = try TarArchive.shared("cedar/validator-cases.tar.gz")
        let verdicts = archive.paths(suffix: Self.suffix)
        #expect(verdicts.count == 110)
        for path in verdicts {
            let name = String(path.dropLast(Self.suffix.count))
            let verdicts = ReferenceVerdicts(
                try Self.json(archive, path),
                test: try Self.json(archive, "\(name).json")
            )
            let wrong = verdicts.mismatches(
                schema: try Schema.parse(try archive.text("\(name).cedarschema"), file: name),
                policies: try PolicySet.parse(
                    try archive.text("\(name).cedar"),
                    file: name,
                    naming: .position
                ),
                entities: try archive.bytes("\(name).entities.json")
            )
            #expect(wrong.isEmpty, "\(name): \(wrong)")
        }
    }

    @Test(
        "every entity file is taken or refused under its schema as the reference engine does, entity by entity",
        .enabled(if: SharedData.isPresent("cedar/entity-parsing.tar.gz"), "shared data absent")
    )
    func entityParsing() throws {
        let archive = try TarArchive.shared("cedar/entity-parsing.tar.gz")
        let cases = archive.paths(suffix: ".parsing.json").map { String($0.dropLast(".parsing.json".count)) }
        #expect(cases.count == 22)
        var compared = 0
        for name in cases {
            let test = try Self.json(archive, "\(name).json")
            let verdict = try Self.json(archive, "\(name).parsing.json")
            let file = "cedar-go-entity-parsing/\(test["schema"]?.string?.value ?? "")"
            let schema = try Schema.parse(try archive.text(file), file: file)
            let bytes = try archive.bytes("\(name).entities.json")
            let isTaken = (try? Entities(json: bytes, schema: schema)) != nil
            #expect(isTaken == verdict["allEntities"]?["success"]?.bool, "\(name)")
            let verdicts = verdict["perEntity"]?.object?.members ?? []
            guard let json = try? JSONValue.parse(bytes), let entities = json.array else {
                #expect(verdicts.isEmpty, "\(name)")
                continue
            }
            for entity in entities {
                let id = "\(entity["uid"]?["type"]?.string ?? "")::\(entity["uid"]?["id"]?.string ?? "")"
                guard let expected = verdicts.first(where: { $0.name.value == id })?.value else { continue }
                let alone = JSONValue.array([entity]).serialized()
                let isAlone = (try? Entities(json: alone, schema: schema)) != nil
                #expect(isAlone == expected["success"]?.bool, "\(name): \(id)")
                compared += 1
            }
        }
        #expect(compared >= 19)
    }

    private static let suffix = ".validation.json"

    private static func json(_ archive: TarArchive, _ path: String) throws -> JSONValue {
        try JSONValue.parse(try archive.bytes(path), limits: CorpusRunner.limits)
    }
}
