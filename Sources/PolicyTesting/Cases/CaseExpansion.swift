import StrictJSON

/// A case written for several values of a key stands for one case for each combination of them.
struct CaseExpansion {
    /// The keys that may have a list of values.
    static let keys: Set<ExactString> = [
        "who", "operation", "collection", "on_behalf_of", "now", "purpose", "image_source", "mode",
        "threshold", "max_results", "offence_class", "client_address", "warrant",
    ]

    /// One combination: the members with single values, and what is added to the name.
    struct Variant {
        var members: [YAMLValue.Member]
        var label: [String]
    }

    /// Every combination, the last key changing first.
    static func variants(of members: [YAMLValue.Member], file: String) throws(TestFault) -> [Variant] {
        var variants = [Variant(members: [], label: [])]
        for member in members {
            guard keys.contains(member.key), let list = member.value.list else {
                for index in variants.indices { variants[index].members.append(member) }
                continue
            }
            guard !list.isEmpty else {
                throw TestFault(file, member.value.place, "`\(member.key)` lists nothing")
            }
            guard variants.count * list.count <= most else {
                throw TestFault(file, member.value.place, "more than \(most) combinations in one case")
            }
            variants = variants.flatMap { variant in
                list.enumerated().map { index, value in
                    var next = variant
                    next.members.append(YAMLValue.Member(key: member.key, place: member.place, value: value))
                    next.label.append("\(member.key) \(value.text?.value ?? "\(index + 1)")")
                    return next
                }
            }
        }
        return variants
    }

    private static let most = 1_000
}
