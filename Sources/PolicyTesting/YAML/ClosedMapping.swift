import Cryptography
import Decisions
import StrictJSON

/// A mapping that is read key by key; what nobody asked for is refused, with the nearest key that somebody did.
struct ClosedMapping {
    let file: String
    let place: YAMLPlace
    private let members: [YAMLValue.Member]
    private var known: [ExactString] = []

    init(_ value: YAMLValue, file: String, expected: String) throws(TestFault) {
        guard case .mapping(let members) = value.content else {
            throw TestFault(file, value.place, "expected \(expected), found \(value.kind)")
        }
        self.init(members, at: value.place, file: file)
    }

    init(_ members: [YAMLValue.Member], at place: YAMLPlace, file: String) {
        self.file = file
        self.place = place
        self.members = members
    }

    /// The value of a key; nil when it is not there or says `absent`.
    mutating func value(_ key: ExactString) -> YAMLValue? {
        if !known.contains(key) { known.append(key) }
        guard let value = members.first(where: { $0.key == key })?.value else { return nil }
        return value.text == Self.absent ? nil : value
    }

    /// A text that must not be empty.
    mutating func optionalText(_ key: ExactString) throws(TestFault) -> ExactString? {
        guard let value = value(key) else { return nil }
        return try text(of: value, key)
    }

    mutating func text(_ key: ExactString) throws(TestFault) -> ExactString {
        guard let text = try optionalText(key) else {
            throw TestFault(file, place, "`\(key)` is missing")
        }
        return text
    }

    /// One word or a list of words.
    mutating func optionalTexts(_ key: ExactString) throws(TestFault) -> [ExactString]? {
        guard let value = value(key) else { return nil }
        guard let list = value.list else { return [try text(of: value, key)] }
        var texts: [ExactString] = []
        for element in list { texts.append(try text(of: element, key)) }
        return texts
    }

    /// `true` or `false`, and nothing that only looks like it.
    mutating func optionalBool(_ key: ExactString) throws(TestFault) -> Bool? {
        guard let value = value(key) else { return nil }
        switch try text(of: value, key) {
        case "true": return true
        case "false": return false
        case let other:
            throw TestFault(file, value.place, "`\(key)` is `\(other)`, expected `true` or `false`")
        }
    }

    /// A word of a closed list.
    mutating func optionalWord<V: ClosedVocabulary>(
        _ key: ExactString,
        of _: V.Type = V.self
    ) throws(TestFault) -> V? {
        guard let value = value(key) else { return nil }
        return try word(try text(of: value, key), at: value.place)
    }

    /// Words of a closed list: one alone, or a list.
    mutating func optionalWords<V: ClosedVocabulary>(
        _ key: ExactString,
        of _: V.Type = V.self
    ) throws(TestFault) -> [V]? {
        guard let value = value(key) else { return nil }
        var words: [V] = []
        for element in value.list ?? [value] {
            words.append(try word(try text(of: element, key), at: element.place))
        }
        return words
    }

    /// A moment: RFC 3339, or a date alone, which is its first moment in UTC.
    mutating func optionalMoment(_ key: ExactString) throws(TestFault) -> Timestamp? {
        guard let value = value(key) else { return nil }
        let text = try text(of: value, key).value
        guard let moment = Timestamp(rfc3339: text) ?? Timestamp(rfc3339: text + "T00:00:00Z") else {
            throw TestFault(
                file,
                value.place,
                "`\(key)` is `\(text)`, expected a moment such as `2021-06-09T23:59:59Z`, or a date"
            )
        }
        return moment
    }

    /// A percentage from 0 to 100 with at most four places, in ten-thousandths.
    mutating func optionalPercentage(_ key: ExactString) throws(TestFault) -> Int64? {
        guard let value = value(key) else { return nil }
        let text = try text(of: value, key)
        guard let units = Self.tenThousandths(text), units <= 1_000_000 else {
            throw TestFault(
                file,
                value.place,
                "`\(key)` is `\(text)`, expected a number from 0 to 100 with at most four places"
            )
        }
        return units
    }

    /// A whole number that is not negative.
    mutating func optionalNumber(_ key: ExactString) throws(TestFault) -> Int64? {
        guard let value = value(key) else { return nil }
        let text = try text(of: value, key)
        guard let number = Self.digits(text.bytes[...]), text.byteCount == 1 || text.bytes[0] != zero,
            number <= 1_000_000
        else {
            throw TestFault(
                file,
                value.place,
                "`\(key)` is `\(text)`, expected a whole number from 0 to 1000000"
            )
        }
        return number
    }

    /// A mapping below a key.
    mutating func optionalMapping(_ key: ExactString, expected: String) throws(TestFault) -> ClosedMapping? {
        guard let value = value(key) else { return nil }
        return try ClosedMapping(value, file: file, expected: expected)
    }

    /// Every key with its text, for mappings whose keys are names.
    func all() -> [YAMLValue.Member] { members }

    /// Refuses what nobody asked for.
    func finish() throws(TestFault) {
        for member in members where !known.contains(member.key) {
            let wish = Suggestion.clause(for: member.key, among: known)
            let list = known.map(\.value).joined(separator: ", ")
            throw TestFault(file, member.place, "unknown key `\(member.key)`\(wish) (known: \(list))")
        }
    }

    /// A place and words in one.
    func fault(_ value: YAMLValue?, _ message: String) -> TestFault {
        TestFault(file, value?.place ?? place, message)
    }

    private func text(of value: YAMLValue, _ key: ExactString) throws(TestFault) -> ExactString {
        guard let text = value.text, !text.isEmpty else {
            throw TestFault(file, value.place, "`\(key)` is a single value, found \(value.kind)")
        }
        return text
    }

    private func word<V: ClosedVocabulary>(
        _ text: ExactString,
        at place: YAMLPlace
    ) throws(TestFault) -> V {
        if let word = V(exact: text) { return word }
        let words = V.allCases.map(\.word)
        let wish = Suggestion.clause(for: text, among: words)
        let list = words.map(\.value).joined(separator: ", ")
        throw TestFault(file, place, "unknown word `\(text)`\(wish) (known: \(list))")
    }

    private static func tenThousandths(_ text: ExactString) -> Int64? {
        let parts = text.bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = digits(parts[0]) else { return nil }
        guard parts.count == 2 else { return whole * 10_000 }
        guard (1...4).contains(parts[1].count), let fraction = digits(parts[1]) else { return nil }
        return whole * 10_000 + (parts[1].count..<4).reduce(fraction) { value, _ in value * 10 }
    }

    /// At most nine ASCII digits as a number.
    private static func digits(_ bytes: ArraySlice<UInt8>) -> Int64? {
        guard (1...9).contains(bytes.count), bytes.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return bytes.reduce(0) { $0 * 10 + Int64($1 - 48) }
    }

    private let zero = UInt8(ascii: "0")
    /// What a case writes where it wants nothing, whatever the defaults say.
    private static let absent: ExactString = "absent"
}
