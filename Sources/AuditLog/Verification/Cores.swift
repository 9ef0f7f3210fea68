internal import Glibc

/// Work on many values at once, on every core; the order stays.
enum Cores {
    /// The results in the order of the values.
    static func map<T: Sendable, R: Sendable>(
        _ values: [T],
        _ body: @escaping @Sendable (T) -> R
    ) async -> [R] {
        let share = max(64, (values.count + count - 1) / count)
        guard values.count > share else { return values.map(body) }
        return await withTaskGroup(of: (Int, [R]).self) { group in
            for start in stride(from: 0, to: values.count, by: share) {
                let slice = values[start..<min(start + share, values.count)]
                group.addTask { (start, slice.map(body)) }
            }
            var parts: [(Int, [R])] = []
            for await part in group { parts.append(part) }
            return parts.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }

    private static let count = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
}
