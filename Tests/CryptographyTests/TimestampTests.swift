import Cryptography
import Testing

@Suite("Timestamps")
struct TimestampTests {
    @Test(
        "RFC 3339 text names a moment and is written back with six digits",
        arguments: [
            ("1970-01-01T00:00:00Z", Int64(0), "1970-01-01T00:00:00.000000Z"),
            ("2027-01-15T08:00:00Z", 1_800_000_000_000_000, "2027-01-15T08:00:00.000000Z"),
            ("2000-02-29T12:00:00.5Z", 951_825_600_500_000, "2000-02-29T12:00:00.500000Z"),
            ("1969-12-31T23:59:59.999999Z", -1, "1969-12-31T23:59:59.999999Z"),
            ("2020-06-10T02:00:00.000001+02:00", 1_591_747_200_000_001, "2020-06-10T00:00:00.000001Z"),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000_000, "0001-01-01T00:00:00.000000Z"),
            ("9999-12-31T23:59:59Z", 253_402_300_799_000_000, "9999-12-31T23:59:59.000000Z"),
        ]
    )
    func roundTrip(text: String, microseconds: Int64, written: String) throws {
        let moment = try #require(Timestamp(rfc3339: text))
        #expect(moment.microseconds == microseconds)
        #expect(moment.rfc3339 == written)
    }

    @Test(
        "what is not a moment is refused",
        arguments: [
            "", "2027-01-15", "2027-01-15 08:00:00Z", "2027-01-15t08:00:00z", "2027-02-29T00:00:00Z",
            "2027-13-01T00:00:00Z",
            "2027-00-01T00:00:00Z", "2027-01-00T00:00:00Z", "2027-01-01T24:00:00Z", "2027-01-01T00:60:00Z",
            "2027-01-01T00:00:60Z", "2027-01-01T00:00:00", "2027-01-01T00:00:00.Z",
            "2027-01-01T00:00:00.1234567Z",
            "2027-01-01T00:00:00+24:00", "2027-01-01T00:00:00Z ", "+027-01-01T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2027-01-01T00:00:00.٣Z",
        ]
    )
    func refused(text: String) { #expect(Timestamp(rfc3339: text) == nil) }

    @Test("every day of four centuries has its own number and comes back")
    func days() throws {
        for number in stride(from: Int64(-200_000), to: 200_000, by: 7) {
            let date = CalendarDate(dayNumber: number)
            #expect(date.dayNumber == number)
        }
        #expect(CalendarDate(year: 2024, month: 2, day: 29)?.dayNumber == 19_782)
    }

    @Test("seconds round towards the past and arithmetic stops at the ends")
    func arithmetic() {
        #expect(Timestamp(microseconds: -1).seconds == -1)
        #expect(Timestamp(microseconds: 1_999_999).seconds == 1)
        #expect(Timestamp(seconds: .max).microseconds == .max)
        #expect(Timestamp(seconds: 10).adding(seconds: -3) == Timestamp(seconds: 7))
        #expect(Timestamp(microseconds: .min).adding(seconds: -1).microseconds == .min)
        #expect(Timestamp(seconds: 1) < Timestamp(microseconds: 1_000_001))
    }
}
