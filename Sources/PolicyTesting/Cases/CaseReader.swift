import Cryptography
import Decisions
import StrictJSON

/// Reads cases: what the file's defaults say, then what the case itself says.
struct CaseReader {
    let file: String
    private let defaults: [YAMLValue.Member]

    /// - Throws: when the defaults are not keys of a request, each with one value.
    init(file: String, defaults: YAMLValue?) throws(TestFault) {
        self.file = file
        guard let defaults else {
            self.defaults = []
            return
        }
        guard case .mapping(let members) = defaults.content else {
            throw TestFault(file, defaults.place, "`defaults` has keys such as `now`, found \(defaults.kind)")
        }
        for member in members {
            if Self.ownKeys.contains(member.key) {
                throw TestFault(
                    file,
                    member.place,
                    "`\(member.key)` belongs to a case, and not to the defaults"
                )
            }
            if CaseExpansion.keys.contains(member.key), member.value.list != nil {
                throw TestFault(file, member.value.place, "`\(member.key)` has one value in the defaults")
            }
        }
        self.defaults = members
    }

    /// The cases that one entry of the list stands for.
    func cases(_ value: YAMLValue) throws(TestFault) -> [PolicyCase] {
        guard case .mapping(let own) = value.content else {
            throw TestFault(
                file,
                value.place,
                "a case has keys such as `name` and `who`, found \(value.kind)"
            )
        }
        let inherited = defaults.filter { member in !own.contains { $0.key == member.key } }
        var cases: [PolicyCase] = []
        for variant in try CaseExpansion.variants(of: own, file: file) {
            var mapping = ClosedMapping(variant.members + inherited, at: value.place, file: file)
            let name = try mapping.text("name").value
            let request = try request(&mapping)
            let facts = try facts(&mapping)
            let expectation = try expectation(&mapping)
            try mapping.finish()
            cases.append(
                PolicyCase(
                    name: variant.label.isEmpty ? name : "\(name) [\(variant.label.joined(separator: ", "))]",
                    place: value.place,
                    request: request,
                    facts: facts,
                    expectation: expectation
                )
            )
        }
        return cases
    }

    private func expectation(_ mapping: inout ClosedMapping) throws(TestFault) -> CaseExpectation {
        let decision = mapping.value("expect")
        let isAllowed: Bool
        switch try mapping.text("expect") {
        case "allow": isAllowed = true
        case "deny": isAllowed = false
        case let other: throw mapping.fault(decision, "`expect` is `\(other)`, expected `allow` or `deny`")
        }
        guard let rules = try mapping.optionalTexts("rules") else {
            let message = "`rules` is missing: the policies that decide, or `[]` when no rule permits"
            throw mapping.fault(nil, message)
        }
        let stated = mapping.value("reasons")
        let reasons: [ReasonCode] = try mapping.optionalWords("reasons") ?? []
        guard reasons.isEmpty == isAllowed else {
            let message =
                isAllowed ? "what is allowed has no `reasons`" : "`reasons` is missing: why it is refused"
            throw mapping.fault(stated, message)
        }
        return CaseExpectation(isAllowed: isAllowed, rules: rules, reasons: reasons)
    }

    private func facts(_ mapping: inout ClosedMapping) throws(TestFault) -> [ExactString: Bool]? {
        guard var facts = try mapping.optionalMapping("facts", expected: "facts, each true or false") else {
            return nil
        }
        var result: [ExactString: Bool] = [:]
        for member in facts.all() { result[member.key] = try facts.optionalBool(member.key) }
        return result
    }

    private static let ownKeys: Set<ExactString> = ["name", "expect", "rules", "reasons"]
}
