import Cedar
import StrictJSON
import Support
import Testing

@Suite("printed extension values")
struct PrintedValueTests {
    @Test(
        "moments print in UTC with milliseconds, years with four digits",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (1_800_000_000_007, "2027-01-15T08:00:00.007Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
            (253_402_300_800_000, "1970-01-01 + 253402300800000 ms"),
        ] as [(Int64, String)]
    )
    func moments(_ milliseconds: Int64, _ text: String) {
        #expect(DatetimeValue(milliseconds: milliseconds).description == text)
    }

    @Test(
        "decimals print with one place at least and no zero more",
        arguments: [
            (0, "0.0"), (10_000, "1.0"), (-5_000, "-0.5"), (5, "0.0005"), (990_010, "99.001"),
            (-1, "-0.0001"),
            (Int64.min, "-922337203685477.5808"), (Int64.max, "922337203685477.5807"), (100, "0.01"),
        ] as [(Int64, String)]
    )
    func decimals(_ units: Int64, _ text: String) {
        #expect(DecimalValue(tenThousandths: units).description == text)
    }

    @Test("what is printed reads back as the same value")
    func roundTrip() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2_000 {
            let moment = DatetimeValue(
                milliseconds: Int64.random(in: -62_167_219_200_000...253_402_300_799_999, using: &random)
            )
            #expect(DatetimeValue(moment.description) == moment)
            let decimal = DecimalValue(tenThousandths: Int64.random(in: .min ... .max, using: &random) >> 17)
            #expect(DecimalValue(decimal.description) == decimal)
        }
    }
}
