import Cryptography
import StrictJSON

/// One member of a warrant's description that a clerk can be asked for.
struct WarrantQuestion {
    /// How the answer becomes JSON.
    enum Form {
        /// As it is.
        case text
        /// A number, whole or with decimals.
        case number
        /// `yes` or `no`.
        case choice
        /// Several words, with commas between them.
        case words
        /// Several SHA-256 digests, with commas between them.
        case images
        /// A moment, as seconds since 1970; nothing typed leaves the member out.
        case delay
    }

    /// The names of the members on the way to it.
    let path: [ExactString]
    /// What is asked.
    let words: String
    /// How the answer becomes JSON.
    let form: Form

    private init(_ path: String, _ words: String, _ form: Form = .text) {
        self.path = path.split(separator: ".").map { ExactString(String($0)) }
        self.words = words
        self.form = form
    }

    /// Asks for every member that is not there, in the order of a form; what is answered stands in `object` afterwards.
    ///
    /// An answer that does not fit its form is asked for again; the end of input ends the asking.
    ///
    /// What an order may leave out is asked for only when nothing of the order was written down.
    static func askMissing(in object: inout JSONObject) throws {
        let isBlank = object["warrant"] == nil
        for question in all where question.isOpen(in: object) && (isBlank || question.form != .delay) {
            while true {
                Terminal.ask("\(question.words): ")
                guard let line = readLine(strippingNewline: true) else { return }
                if question.form == .delay, trimmed(line[...]).isEmpty { break }
                if let value = question.value(of: line) {
                    object = question.placing(value, in: object)
                    break
                }
                Terminal.say("that was not understood")
            }
        }
    }

    private func isOpen(in object: JSONObject) -> Bool {
        guard at(path[...], in: object) == nil else { return false }
        let compares = "CompareFaces"
        let actions = at(["search", "actions"], in: object)?.array?.compactMap { $0.string?.value } ?? []
        switch path.last {
        case "collections": return actions.contains { !$0.utf8.elementsEqual(compares.utf8) }
        case "targets": return actions.contains { $0.utf8.elementsEqual(compares.utf8) }
        case "probes": return at(["search", "subject_description_sha256"], in: object) == nil
        default: return true
        }
    }

    private func at(_ path: ArraySlice<ExactString>, in object: JSONObject) -> JSONValue? {
        guard let name = path.first, let value = object[name] else { return nil }
        return path.count == 1 ? value : value.object.flatMap { at(path.dropFirst(), in: $0) }
    }

    private func value(of line: String) -> JSONValue? {
        let words = line.split(separator: ",").map { Self.trimmed($0) }.filter { !$0.isEmpty }
        let text = Self.trimmed(line[...])
        switch form {
        case .text: return text.isEmpty ? nil : .string(ExactString(text))
        case .number: return JSONNumber(lexeme: text).map(JSONValue.number)
        case .choice:
            switch ExactString(text) {
            case "yes", "y": return true
            case "no", "n": return false
            default: return nil
            }
        case .words: return .array(words.map { .string(ExactString($0)) })
        case .delay: return Timestamp(rfc3339: text).map { .integer($0.seconds) }
        case .images: return words.isEmpty ? nil : .array(words.map { ["sha256": .string(ExactString($0))] })
        }
    }

    private func placing(_ value: JSONValue, in object: JSONObject) -> JSONObject {
        func place(_ path: ArraySlice<ExactString>, _ object: JSONObject) -> JSONObject {
            guard let name = path.first else { return object }
            var result = object
            result.set(
                name,
                path.count == 1 ? value : .object(place(path.dropFirst(), object[name]?.object ?? [:]))
            )
            return result
        }
        return place(path[...], object)
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    private static let all = [
        WarrantQuestion("sub", "the agency's registered subject (URN)"),
        WarrantQuestion("aud", "the log origin of the gate that counts the uses"),
        WarrantQuestion("nbf", "valid from (such as 2026-11-21T08:00:00Z)"),
        WarrantQuestion("exp", "valid until"),
        WarrantQuestion("status.uri", "the URI of the court's status list"),
        WarrantQuestion("status.idx", "this warrant's own index in it", .number),
        WarrantQuestion("warrant.kind", "the kind of order (such as search_warrant)"),
        WarrantQuestion("warrant.court", "the court"),
        WarrantQuestion("warrant.docket", "the docket number"),
        WarrantQuestion("warrant.judge", "the judge's name"),
        WarrantQuestion("warrant.judge_id", "the judge's identifier"),
        WarrantQuestion("warrant.jurisdiction", "the jurisdiction (such as US-OR)"),
        WarrantQuestion("warrant.standard", "the standard (probable_cause, specific_and_articulable)"),
        WarrantQuestion("warrant.findings", "what the court found (identifiers, commas between)", .words),
        WarrantQuestion("warrant.offence.statute", "the statute"),
        WarrantQuestion("warrant.offence.class", "the class of the offence (such as violent_felony)"),
        WarrantQuestion("warrant.applicant.name", "the applicant's name"),
        WarrantQuestion("warrant.applicant.id", "the applicant's identifier"),
        WarrantQuestion("warrant.applicant.agency_ori", "the identifier of the applicant's agency"),
        WarrantQuestion("warrant.sealed", "is the docket sealed (yes, no)", .choice),
        WarrantQuestion(
            "warrant.delayed_notice_until",
            "until when notice is delayed (such as 2026-12-21T08:00:00Z; nothing if it is not)",
            .delay
        ),
        WarrantQuestion(
            "search.actions",
            "the operations allowed (such as SearchFacesByImage, commas between)",
            .words
        ),
        WarrantQuestion("search.collections", "the collections to be searched (commas between)", .words),
        WarrantQuestion("search.targets", "SHA-256 of each target image (commas between)", .images),
        WarrantQuestion("search.purpose", "the purpose (such as identify_suspect)"),
        WarrantQuestion(
            "search.image_sources",
            "where probes may come from (such as body_worn_camera)",
            .words
        ),
        WarrantQuestion("search.probes", "SHA-256 of each probe image (commas between)", .images),
        WarrantQuestion("search.min_similarity", "the least similarity (0 to 100)", .number),
        WarrantQuestion("search.max_searches", "how many searches in all", .number),
        WarrantQuestion("search.max_results", "how many results each", .number),
    ]
}
