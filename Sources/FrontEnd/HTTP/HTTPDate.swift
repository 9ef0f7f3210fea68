package import Cryptography

/// The date of an answer (RFC 9110, 5.6.7).
package enum HTTPDate {
    /// Such as `Sat, 21 Nov 2026 01:46:09 GMT`.
    package static func text(_ time: Timestamp) -> String {
        let seconds = time.seconds
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let inDay = Int(seconds - day * 86_400)
        let date = CalendarDate(dayNumber: day)
        // 1970-01-01 was a Thursday.
        let weekday = weekdays[Int(((day + 4) % 7 + 7) % 7)]
        let clock = "\(two(inDay / 3600)):\(two(inDay / 60 % 60)):\(two(inDay % 60))"
        return "\(weekday), \(two(date.day)) \(months[date.month - 1]) \(date.year) \(clock) GMT"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
