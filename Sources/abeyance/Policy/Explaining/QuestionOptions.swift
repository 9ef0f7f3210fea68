import ArgumentParser
import Broker
import Cryptography
import Decisions
import StrictJSON

/// A request in the gate's words, as options.
struct QuestionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The registered name of the organisation that asks.", valueName: "name"))
    var organisation: String

    @Option(help: "The operation, such as `SearchFacesByImage`.", transform: Self.operation)
    var operation: Decisions.Operation

    @Option(help: ArgumentHelp("The collection, for operations on one.", valueName: "name"))
    var collection: String?

    @Option(help: ArgumentHelp("Whom the organisation acts for.", valueName: "name"))
    var onBehalfOf: String?

    @Option(help: "The purpose stated, such as `missing_child`.", transform: Self.word)
    var purpose: Purpose?

    @Option(help: "Where the picture is said to be from, such as `cctv`.", transform: Self.word)
    var imageSource: ImageSource?

    @Option(
        help: ArgumentHelp(
            "The similarity asked for, 0 to 100; without, 80 as in the protocol.",
            valueName: "percent"
        ),
        transform: Self.threshold
    )
    var threshold: Int64?

    @Option(help: ArgumentHelp("The most results asked for.", valueName: "number"))
    var maxResults: Int64?

    @Option(
        help: ArgumentHelp(
            "What is claimed: \(Self.claimNames.joined(separator: ", ")); may be given again.",
            valueName: "claim"
        )
    )
    var claim: [String] = []

    @Option(help: ArgumentHelp("The class of the offence that is claimed.", valueName: "class"))
    var offenceClass: String?

    @Option(help: ArgumentHelp("The client's IP address.", valueName: "address"))
    var clientAddress: String?

    @Flag(help: "With a verified warrant as courts usually give them.")
    var warrant = false

    @Option(
        help: ArgumentHelp(
            "With a verified warrant of these facts, as JSON; what is left out is as usual.",
            valueName: "file"
        )
    )
    var warrantFacts: String?

    @Option(
        help: ArgumentHelp("When, such as `2026-03-01T12:00:00Z`; without, now.", valueName: "time"),
        transform: Self.time
    )
    var now: Timestamp?

    mutating func validate() throws {
        if let unknown = claim.first(where: { !Self.claimNames.contains($0) }) {
            throw ValidationError(
                "`\(unknown)` is no claim, expected \(Self.claimNames.joined(separator: ", "))"
            )
        }
        if let maxResults, !(0...1_000_000).contains(maxResults) {
            throw ValidationError("`--max-results` is 0 to 1000000")
        }
    }

    /// The facts as the gate would gather them.
    func facts() throws -> RequestFacts {
        let now = now ?? WallClock.now
        var facts = RequestFacts(
            now: now,
            organisation: ExactString(organisation),
            certificate: .of([]),
            operation: operation,
            collection: collection.map { ExactString($0) },
            onBehalfOf: onBehalfOf.map { ExactString($0) },
            purpose: purpose,
            imageSource: imageSource,
            mode: Mode(of: operation, imageSource: imageSource),
            similarityThreshold: threshold ?? (comparesFaces ? Self.defaultThreshold : nil),
            maximumResults: maxResults,
            claims: claims,
            clientAddress: clientAddress.map { ExactString($0) }
        )
        if let evidence = try evidence(for: facts, now: now) { facts.warrant = .verified(evidence) }
        return facts
    }

    private var comparesFaces: Bool { operation.group == .match || operation.group == .live }

    private var claims: Claims {
        var claims = Claims()
        claims.hasCaseNumber = claim.contains("caseNumber")
        claims.hasRequester = claim.contains("requester")
        claims.hasSupervisor = claim.contains("supervisor")
        claims.hasJustification = claim.contains("justification")
        claims.hasReview = claim.contains("review")
        claims.offenceClass = offenceClass.map { ExactString($0) }
        return claims
    }

    private func evidence(for facts: RequestFacts, now: Timestamp) throws -> WarrantFacts? {
        guard warrant || warrantFacts != nil else { return nil }
        let usual = WarrantFacts(
            kind: "search_warrant",
            standard: "probable_cause",
            findings: ["relevant_to_ongoing_criminal_investigation"],
            offenceClass: facts.claims.offenceClass ?? "violent_felony",
            jurisdiction: "US",
            mode: facts.mode,
            minimumSimilarity: facts.similarityThreshold ?? 0,
            maximumResults: facts.maximumResults,
            notBefore: now,
            expires: now.adding(seconds: 86_400),
            isStatusChecked: true,
            statusIssuedAt: now
        )
        guard let warrantFacts else { return usual }
        let file = try PolicyInput(warrantFacts)
        do throws(JSONError) {
            guard let given = try JSONValue.parse(file.bytes).object else {
                throw JSONError(.wrongType, path: "", message: "an object was expected")
            }
            var members = usual.json
            for (name, value) in given.members { members.set(name, value) }
            var reader = ClosedObject(members)
            let facts = try WarrantFacts(reading: &reader)
            try reader.finish()
            return facts
        } catch {
            throw UnusableInput(description: "\(warrantFacts): \(error)")
        }
    }

    private static func operation(_ text: String) throws -> Decisions.Operation {
        if let operation = OperationCatalogue.operation(named: ExactString(text)) { return operation }
        throw unknown(text, "operation", among: OperationCatalogue.all.map(\.name))
    }

    private static func word<Word: ClosedVocabulary>(_ text: String) throws -> Word {
        if let word = Word(exact: ExactString(text)) { return word }
        throw unknown(text, "such word", among: Word.allCases.map(\.word))
    }

    private static func unknown(_ text: String, _ kind: String, among words: [ExactString]) -> ValidationError
    {
        let hint = Suggestion.clause(for: ExactString(text), among: words)
        return ValidationError("there is no \(kind) `\(text)`\(hint)")
    }

    private static func threshold(_ text: String) throws -> Int64 {
        guard let number = try? JSONValue.parse(Array(text.utf8)).number,
            let (units, _) = number.cut(places: 4),
            (0...1_000_000).contains(units)
        else { throw ValidationError("`\(text)` is no similarity, expected a number from 0 to 100") }
        return units
    }

    private static func time(_ text: String) throws -> Timestamp {
        guard let time = Timestamp(rfc3339: text) else {
            throw ValidationError("`\(text)` is no time, expected one such as `2026-03-01T12:00:00Z`")
        }
        return time
    }

    private static let claimNames = ["caseNumber", "requester", "supervisor", "justification", "review"]
    /// The protocol's, in ten-thousandths of a percent.
    private static let defaultThreshold: Int64 = 800_000
}
