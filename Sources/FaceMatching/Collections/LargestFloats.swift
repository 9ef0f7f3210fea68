/// Keeps the largest of a stream of numbers: a heap whose root is the smallest one kept.
struct LargestFloats {
    private var heap: [Float] = []
    private let capacity: Int

    /// Keeps at most `capacity` numbers, at least 1.
    init(capacity: Int) {
        self.capacity = max(1, capacity)
        heap.reserveCapacity(min(self.capacity, 4096))
    }

    /// The smallest number kept once full; below every number before that.
    var smallest: Float { heap.count == capacity ? heap[0] : -.greatestFiniteMagnitude }

    /// Takes the number if it belongs to the largest.
    mutating func offer(_ number: Float) {
        if heap.count < capacity {
            heap.append(number)
            rise(from: heap.count - 1)
        } else if number > heap[0] {
            heap[0] = number
            sink()
        }
    }

    private mutating func rise(from start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child] < heap[parent] else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[child] < heap[smallest] { smallest = child }
            }
            guard smallest != parent else { return }
            heap.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
