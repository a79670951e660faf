using System.Text;
using SqlInference.Engines.DuckDb.Native;
using SqlInference.Engines.DuckDb.Types;

namespace SqlInference.Engines.DuckDb;

/// <summary>.NET values as parameters of a statement.</summary>
static unsafe class ParameterValue
{
    static readonly DateTime Epoch = DateTime.UnixEpoch;

    public static ValueHandle Create(object? value) => value switch
    {
        null or DBNull => DuckDbNative.CreateNull(),
        bool v => DuckDbNative.CreateBool(v),
        short v => DuckDbNative.CreateInt16(v),
        int v => DuckDbNative.CreateInt32(v),
        long v => DuckDbNative.CreateInt64(v),
        float v => DuckDbNative.CreateFloat(v),
        double v => DuckDbNative.CreateDouble(v),
        // As text it keeps all its digits; DuckDB casts it to what the statement needs.
        decimal v => CreateText(v.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        string v => CreateText(v),
        byte[] v => CreateBlob(v),
        DateOnly v => DuckDbNative.CreateDate(v.DayNumber - DateOnly.FromDateTime(Epoch).DayNumber),
        DateTime v => DuckDbNative.CreateTimestamp((v.Ticks - Epoch.Ticks) / TimeSpan.TicksPerMicrosecond),
        DateTimeOffset v => DuckDbNative.CreateTimestampTz((v.UtcTicks - Epoch.Ticks) / TimeSpan.TicksPerMicrosecond),
        IReadOnlyList<string?> v => CreateList(DuckDbTypeId.Varchar, v.Count, i => Create(v[i])),
        IReadOnlyList<double> v => CreateList(DuckDbTypeId.Double, v.Count, i => Create(v[i])),
        IReadOnlyList<float> v => CreateList(DuckDbTypeId.Float, v.Count, i => Create(v[i])),
        IReadOnlyList<int> v => CreateList(DuckDbTypeId.Integer, v.Count, i => Create(v[i])),
        IReadOnlyList<long> v => CreateList(DuckDbTypeId.BigInt, v.Count, i => Create(v[i])),
        _ => throw new ArgumentException($"A value of type {value.GetType().Name} cannot be a parameter."),
    };

    static ValueHandle CreateText(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        fixed (byte* bytes = utf8)
            return DuckDbNative.CreateVarchar(bytes, (ulong)utf8.Length);
    }

    static ValueHandle CreateBlob(byte[] value)
    {
        fixed (byte* bytes = value)
            return DuckDbNative.CreateBlob(bytes, (ulong)value.Length);
    }

    static ValueHandle CreateList(DuckDbTypeId element, int count, Func<int, ValueHandle> create)
    {
        var values = new ValueHandle[count];
        try
        {
            var handles = new nint[count];
            for (var i = 0; i < count; i++)
                handles[i] = (values[i] = create(i)).DangerousGetHandle();
            using var type = DuckDbNative.CreateLogicalType(element);
            fixed (nint* pointer = handles)
                return DuckDbNative.CreateList(type, pointer, (ulong)count);
        }
        finally
        {
            foreach (var value in values)
                value?.Dispose();
        }
    }
}
