using System.Globalization;
using System.Text;
using SqlInference.PostgresWire.Formats;

namespace SqlInference.PostgresWire.Tests.Formats;

/// <summary>What is expected was printed by PostgreSQL 15.</summary>
public sealed class NumberTextTests
{
    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(1.0, "1")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e14, "100000000000000")]
    [InlineData(1e15, "1e+15")]
    [InlineData(1.2345678901234568e17, "1.2345678901234568e+17")]
    [InlineData(12345678901234.567, "12345678901234.566")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(-1.5e-300, "-1.5e-300")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Doubles(double value, string expected) => Assert.Equal(expected, Text(output => NumberText.Write(value, output)));

    [Theory]
    [InlineData(1f, "1")]
    [InlineData(0.1f, "0.1")]
    [InlineData(123456f, "123456")]
    [InlineData(1234567f, "1.234567e+06")]
    [InlineData(3.4028235e38f, "3.4028235e+38")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    public void Floats(float value, string expected) => Assert.Equal(expected, Text(output => NumberText.Write(value, output)));

    [Theory]
    [InlineData("0", 0, "0")]
    [InlineData("0", 3, "0.000")]
    [InlineData("-5", 2, "-0.05")]
    [InlineData("12345", 2, "123.45")]
    [InlineData("-170141183460469231731687303715884105728", 10, "-17014118346046923173168730371.5884105728")]
    public void Numerics_as_text(string unscaled, int scale, string expected) =>
        Assert.Equal(expected, Text(output => NumberText.Write(Int128.Parse(unscaled, CultureInfo.InvariantCulture), scale, output)));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.00", 2)]
    [InlineData("1", 0)]
    [InlineData("10000", 0)]
    [InlineData("100000000", 0)]
    [InlineData("12345678.9", 1)]
    [InlineData("-0.0001", 4)]
    [InlineData("0.00000001", 8)]
    [InlineData("0.123456789", 9)]
    [InlineData("-99999999999999999999999999.999999999999", 12)]
    public void Numerics_in_binary_come_back(string text, int scale)
    {
        Span<byte> bytes = stackalloc byte[NumericBinary.Longest(40)];
        var unscaled = Int128.Parse(text.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        Assert.Equal(text, NumericBinary.Read(bytes[..NumericBinary.Write(unscaled, scale, bytes)]));
    }

    [Fact]
    public void A_numeric_in_binary_is_what_PostgreSQL_sends()
    {
        Span<byte> bytes = stackalloc byte[64];
        // SELECT numeric_send(12345678.45)
        Assert.Equal("000300010000000204D2162E1194", Convert.ToHexString(bytes[..NumericBinary.Write(1234567845, 2, bytes)]));
    }

    static string Text(Writer write)
    {
        Span<byte> output = stackalloc byte[64];
        return Encoding.ASCII.GetString(output[..write(output)]);
    }

    delegate int Writer(Span<byte> output);
}
