internal import Glibc

/// Work on many values at once, on every core; the order stays.
enum Cores {
    /// The results in the order of the values.
    static func map<T: Sendable, R: Sendable>(
        _ values: [T],
        _ body: @escaping @Sendable (T) -> R
    ) async -> [R] {
        var memories: [Void] = []
        let parts = await parts(values, &memories, fresh: ()) { value, _ in body(value) }
        return parts.count == 1 ? parts[0] : Array(parts.joined())
    }

    /// The results in the order of the values, in the parts that each core had.
    ///
    /// Each core has a memory of its own, which it finds again in the next call.
    static func parts<T: Sendable, R: Sendable>(
        _ values: [T],
        _ memories: inout PatternMemories,
        _ body: @escaping @Sendable (T, inout PatternMemory) -> R
    ) async -> [[R]] {
        await parts(values, &memories.each, fresh: memories.fresh, body)
    }

    private static func parts<T: Sendable, R: Sendable, M: Sendable>(
        _ values: [T],
        _ memories: inout [M],
        fresh: M,
        _ body: @escaping @Sendable (T, inout M) -> R
    ) async -> [[R]] {
        while memories.count < count { memories.append(fresh) }
        let share = max(64, (values.count + count - 1) / count)
        guard values.count > share else { return [values.map { body($0, &memories[0]) }] }
        let known = memories
        return await withTaskGroup(of: (Int, [R], M).self) { group in
            let starts = Array(stride(from: 0, to: values.count, by: share))
            for (part, start) in starts.enumerated().dropFirst() {
                let slice = values[start..<min(start + share, values.count)]
                group.addTask {
                    var memory = known[part]
                    let results = results(of: slice, &memory, body)
                    return (part, results, memory)
                }
            }
            var parts = [[R]](repeating: [], count: known.count)
            // The first part is done here, and nobody need be woken for it.
            parts[0] = results(of: values[..<share], &memories[0], body)
            for await (part, results, memory) in group {
                parts[part] = results
                memories[part] = memory
            }
            return parts
        }
    }

    private static func results<T, R, M>(
        of values: ArraySlice<T>,
        _ memory: inout M,
        _ body: (T, inout M) -> R
    ) -> [R] {
        var results: [R] = []
        results.reserveCapacity(values.count)
        let values = values.span
        for place in values.indices { results.append(body(values[place], &memory)) }
        return results
    }

    private static let count = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}
