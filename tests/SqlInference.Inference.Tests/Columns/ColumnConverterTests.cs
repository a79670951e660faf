using System.Globalization;
using SqlInference.Errors;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Tests.Columns;

public sealed class ColumnConverterTests : IDisposable
{
    static readonly ElementType[] Numbers =
    [
        ElementType.Int8, ElementType.Int16, ElementType.Int32, ElementType.Int64, ElementType.UInt8, ElementType.UInt16,
        ElementType.UInt32, ElementType.UInt64, ElementType.Float16, ElementType.Float32, ElementType.Float64,
    ];

    readonly ColumnBuffer _source = new();
    readonly ColumnBuffer _target = new();

    public void Dispose()
    {
        _source.Dispose();
        _target.Dispose();
    }

    [Fact]
    public void Small_integers_go_between_all_number_types_unchanged()
    {
        // An odd number of rows, so that what is left after the last full vector register is tested too.
        var values = Enumerable.Range(0, 101).Select(i => (double)i).ToArray();
        foreach (var from in Numbers)
        {
            foreach (var to in Numbers)
                Assert.Equal(values, Convert(values, from, to));
        }
    }

    [Fact]
    public void The_type_wanted_already_is_not_copied()
    {
        Fill([1, 2], ElementType.Float32);

        Assert.True(SameMemory(_source.View, ColumnConverter.Convert(_source.View, ElementType.Float32, _target, "column")));

        static unsafe bool SameMemory(ColumnView a, ColumnView b) => a.Values == b.Values;
    }

    [Theory]
    [InlineData(ElementType.Int64, 9007199254740992, ElementType.Float64)]
    [InlineData(ElementType.Int64, -9007199254740992, ElementType.Float64)]
    [InlineData(ElementType.Int32, int.MaxValue, ElementType.Float32)]
    [InlineData(ElementType.Int16, -128, ElementType.Int8)]
    [InlineData(ElementType.UInt64, 9223372036854774784, ElementType.Int64)]
    [InlineData(ElementType.Float64, 0.1, ElementType.Float32)]
    [InlineData(ElementType.Float64, double.NaN, ElementType.Float32)]
    [InlineData(ElementType.Float64, double.NegativeInfinity, ElementType.Float32)]
    [InlineData(ElementType.Float64, 3.4028234663852886E+38, ElementType.Float32)]
    [InlineData(ElementType.Float64, -9223372036854775808.0, ElementType.Int64)]
    [InlineData(ElementType.Float64, 4294967295, ElementType.UInt32)]
    [InlineData(ElementType.Boolean, 1, ElementType.Float64)]
    [InlineData(ElementType.Int32, 1, ElementType.Boolean)]
    [InlineData(ElementType.Timestamp, 86400000000, ElementType.Int64)]
    public void What_fits_is_converted(ElementType from, double value, ElementType to) => Convert([.. Enumerable.Repeat(value, 33)], from, to);

    [Theory]
    [InlineData(ElementType.Int64, 9007199254740994, ElementType.Float64)]
    [InlineData(ElementType.Int64, -9007199254740994, ElementType.Float32)]
    [InlineData(ElementType.UInt64, 9007199254740994, ElementType.Float64)]
    [InlineData(ElementType.Int16, 128, ElementType.Int8)]
    [InlineData(ElementType.Int8, -1, ElementType.UInt64)]
    [InlineData(ElementType.Int64, -1, ElementType.UInt64)]
    [InlineData(ElementType.UInt64, 9223372036854775808.0, ElementType.Int64)]
    [InlineData(ElementType.Int32, 70000, ElementType.Float16)]
    [InlineData(ElementType.Float64, 3.5e38, ElementType.Float32)]
    [InlineData(ElementType.Float64, -3.5e38, ElementType.Float32)]
    [InlineData(ElementType.Float64, 0.5, ElementType.Int32)]
    [InlineData(ElementType.Float64, double.NaN, ElementType.Int32)]
    [InlineData(ElementType.Float64, 9223372036854775808.0, ElementType.Int64)]
    [InlineData(ElementType.Float32, 2147483648, ElementType.Int32)]
    [InlineData(ElementType.Float64, 18446744073709551616.0, ElementType.UInt64)]
    [InlineData(ElementType.Float64, -1, ElementType.UInt8)]
    [InlineData(ElementType.Float64, 0.5, ElementType.Boolean)]
    [InlineData(ElementType.Int32, 2, ElementType.Boolean)]
    [InlineData(ElementType.Int32, 256, ElementType.Boolean)]
    [InlineData(ElementType.Timestamp, 86400000000, ElementType.Float32)]
    public void What_does_not_fit_is_refused_wherever_it_stands(ElementType from, double value, ElementType to)
    {
        foreach (var place in (int[])[0, 17, 32])
        {
            var values = new double[33];
            values[place] = value;

            var error = Assert.Throws<SqlInferenceException>(() => Convert(values, from, to));

            Assert.Equal(ErrorConditions.InputNotAccepted, error.Condition);
            Assert.Contains("the column", error.Message, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(value.ToString(CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_stands_under_NULL_may_be_anything()
    {
        Fill([1, 9007199254740994, 3], ElementType.Int64);
        _source.SetNull(1);

        var converted = ColumnConverter.Convert(_source.View, ElementType.Float64, _target, "column");

        Assert.Equal([true, false, true], Enumerable.Range(0, 3).Select(row => converted.IsValid(row)));
        Assert.Equal(3, converted.Span<double>()[2]);
    }

    [Fact]
    public void Lists_keep_their_length_and_a_NULL_covers_all_elements()
    {
        _source.Reset(new ColumnType(ElementType.Float64, 2), 3);
        ((double[])[1, 2, 1e300, 1e300, 5, 6]).CopyTo(_source.Span<double>());
        _source.SetNull(1);

        var converted = ColumnConverter.Convert(_source.View, ElementType.Float32, _target, "column");

        Assert.Equal(new ColumnType(ElementType.Float32, 2), converted.Type);
        Assert.Equal([5f, 6f], converted.Span<float>()[4..].ToArray());
    }

    [Fact]
    public void Text_is_no_number()
    {
        _source.Reset(ElementType.Utf8, 1);
        _source.AppendText("1"u8);

        Assert.False(ColumnConverter.CanConvert(ElementType.Utf8, ElementType.Float64));
        Assert.Throws<SqlInferenceException>(() => ColumnConverter.Convert(_source.View, ElementType.Float64, _target, "column"));
    }

    double[] Convert(double[] values, ElementType from, ElementType to)
    {
        Fill(values, from);
        return [.. Read(ColumnConverter.Convert(_source.View, to, _target, "column"))];
    }

    void Fill(double[] values, ElementType type)
    {
        _source.Reset(type, values.Length);
        for (var i = 0; i < values.Length; i++)
            Write(type, i, values[i]);
    }

    unsafe void Write(ElementType type, int index, double value)
    {
        var target = _source.Values;
        switch (type)
        {
            case ElementType.Boolean or ElementType.UInt8: target[index] = (byte)value; break;
            case ElementType.Int8: ((sbyte*)target)[index] = (sbyte)value; break;
            case ElementType.Int16: ((short*)target)[index] = (short)value; break;
            case ElementType.Int32: ((int*)target)[index] = (int)value; break;
            case ElementType.Int64 or ElementType.Timestamp: ((long*)target)[index] = (long)value; break;
            case ElementType.UInt16: ((ushort*)target)[index] = (ushort)value; break;
            case ElementType.UInt32: ((uint*)target)[index] = (uint)value; break;
            case ElementType.UInt64: ((ulong*)target)[index] = (ulong)value; break;
            case ElementType.Float16: ((Half*)target)[index] = (Half)value; break;
            case ElementType.Float32: ((float*)target)[index] = (float)value; break;
            default: ((double*)target)[index] = value; break;
        }
    }

    static IEnumerable<double> Read(ColumnView column)
    {
        for (var i = 0; i < column.RowCount; i++)
            yield return Read(column, i);
    }

    static unsafe double Read(ColumnView column, int i) => column.Type.Element switch
    {
        ElementType.Boolean or ElementType.UInt8 => column.Values[i],
        ElementType.Int8 => ((sbyte*)column.Values)[i],
        ElementType.Int16 => ((short*)column.Values)[i],
        ElementType.Int32 => ((int*)column.Values)[i],
        ElementType.Int64 => ((long*)column.Values)[i],
        ElementType.UInt16 => ((ushort*)column.Values)[i],
        ElementType.UInt32 => ((uint*)column.Values)[i],
        ElementType.UInt64 => ((ulong*)column.Values)[i],
        ElementType.Float16 => (double)((Half*)column.Values)[i],
        ElementType.Float32 => ((float*)column.Values)[i],
        _ => ((double*)column.Values)[i],
    };
}
