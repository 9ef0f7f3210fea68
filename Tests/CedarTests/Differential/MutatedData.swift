import StrictJSON
import Support

/// Data in JSON with one value or member exchanged, from a seed.
struct MutatedData {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// Two of some values, one of them with one change somewhere in it.
    mutating func mutated(_ values: [JSONValue]) -> JSONValue {
        var target = Int.random(in: 1..<60, using: &random)
        return change(.array(Array(values.shuffled(using: &random).prefix(2))), &target)
    }

    /// Counts down through the values, and changes the one at which nothing is left.
    private mutating func change(_ value: JSONValue, _ target: inout Int) -> JSONValue {
        target -= 1
        if target == 0 { return Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random)] }
        switch value {
        case .array(let elements): return .array(elements.map { change($0, &target) })
        case .object(let object):
            var result = JSONObject()
            for (name, member) in object.members {
                let changed = change(member, &target)
                switch Int.random(in: 0..<200, using: &random) {
                case 0: continue
                case 1: result.set(Self.names[Int.random(in: 0..<Self.names.count, using: &random)], changed)
                default: result.set(name, changed)
                }
            }
            return .object(result)
        default: return value
        }
    }

    private static let names: [ExactString] = [
        "type", "id", "attrs", "tags", "__entity", "__extn", "fn", "arg", "args", "parents", "age", "",
    ]
    private static let user: JSONValue = ["type": "User", "id": "0"]
    private static let pieces: [JSONValue] = [
        .null, true, 0, -1, 42, .integer(.max), "", "a", "1.0", "::1", "User::\"a\"", [], [:], [[1], [true]],
        ["a", "a"],
        user, ["__entity": user], ["__entity": "a"], ["__entity": ["type": "a b", "id": "0"]],
        ["__entity": ["type": "User"]], ["__entity": user, "more": 1],
        ["type": "User", "id": "0", "more": 1],
        ["__extn": ["fn": "ip", "arg": "::1"]], ["__extn": ["fn": "ip", "arg": "no"]],
        ["__extn": ["fn": "duration", "args": ["1d"]]],
        ["__extn": ["fn": "duration", "args": ["1d", "2d"]]],
        ["__extn": ["fn": "nothing", "arg": "1"]], ["__extn": ["fn": "decimal", "arg": 1]], ["__expr": "1"],
        ["fn": "decimal", "arg": "1.0"], ["fn": "offset", "args": ["1"]],
        [
            "__extn": [
                "fn": "offset",
                "args": [
                    ["__extn": ["fn": "datetime", "arg": "2026-01-01"]],
                    ["__extn": ["fn": "duration", "arg": "1d"]],
                ],
            ]
        ],
        ["a": 1, "b": ["c": []]], ["a": .null],
    ]
}
