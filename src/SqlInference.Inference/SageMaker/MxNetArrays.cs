using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace SqlInference.Inference.SageMaker;

/// <summary>
/// The arrays of a file as MXNet's nd.save writes them: a mark, each array with its shape and type, then their names.
/// https://github.com/apache/mxnet/blob/v1.x/src/ndarray/ndarray.cc (NDArray::Save)
/// </summary>
static class MxNetArrays
{
    const ulong Mark = 0x112;
    const uint SecondVersion = 0xF993FAC9;
    const uint ThirdVersion = 0xF993FACA;
    const int MostArrays = 1000;
    const int MostDimensions = 8;
    const int Float32 = 0;
    const int Float64 = 1;

    static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    public static bool IsOne(ReadOnlySpan<byte> content) => BinaryPrimitives.TryReadUInt64LittleEndian(content, out var mark) && mark == Mark;

    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="NotSupportedException">It holds arrays of another kind.</exception>
    public static IReadOnlyList<MxNetArray> Read(ReadOnlySpan<byte> content)
    {
        if (!IsOne(content))
            throw new InvalidDataException("its parameters do not begin as MXNet's do");
        var rest = content;
        Take(ref rest, 2 * sizeof(ulong));
        var arrays = new (long[] Shape, float[] Values)[Count(ref rest, MostArrays)];
        for (var i = 0; i < arrays.Length; i++)
            arrays[i] = ReadArray(ref rest);
        var names = new string[Count(ref rest, MostArrays)];
        for (var i = 0; i < names.Length; i++)
            names[i] = ReadName(ref rest);
        if (!rest.IsEmpty || (names.Length > 0 && names.Length != arrays.Length))
            throw new InvalidDataException($"it has {arrays.Length} arrays, {names.Length} names and {rest.Length} bytes behind them");
        return [.. arrays.Select((array, i) => new MxNetArray(names.Length > 0 ? names[i] : "", array.Shape, array.Values))];
    }

    static (long[] Shape, float[] Values) ReadArray(ref ReadOnlySpan<byte> rest)
    {
        var version = (uint)Int32(ref rest);
        if (version is not (SecondVersion or ThirdVersion))
            throw new NotSupportedException("arrays as MXNet wrote them before version 1.0");
        if (Int32(ref rest) != 0)
            throw new NotSupportedException("sparse arrays");
        var shape = ReadShape(ref rest);
        Take(ref rest, 2 * sizeof(int)); // the device that it was on
        var type = Int32(ref rest);
        var count = 1L;
        foreach (var size in shape)
            count = size is >= 0 and < int.MaxValue && count * size < int.MaxValue ? count * size : throw Truncated();
        return (shape, type switch
        {
            Float32 => MemoryMarshal.Cast<byte, float>(Take(ref rest, count * sizeof(float))).ToArray(),
            Float64 => [.. MemoryMarshal.Cast<byte, double>(Take(ref rest, count * sizeof(double))).ToArray().Select(value => (float)value)],
            _ => throw new NotSupportedException($"arrays of MXNet's type {type}"),
        });
    }

    static long[] ReadShape(ref ReadOnlySpan<byte> rest)
    {
        var shape = new long[Int32(ref rest) is >= 1 and <= MostDimensions and var count ? count : throw new InvalidDataException("it has an array without a shape")];
        for (var i = 0; i < shape.Length; i++)
            shape[i] = BinaryPrimitives.ReadInt64LittleEndian(Take(ref rest, sizeof(long)));
        return shape;
    }

    static string ReadName(ref ReadOnlySpan<byte> rest)
    {
        try
        {
            return Utf8.GetString(Take(ref rest, Count(ref rest, int.MaxValue)));
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidDataException("it has a name that is not UTF-8", exception);
        }
    }

    static int Count(ref ReadOnlySpan<byte> rest, int most) =>
        BinaryPrimitives.ReadUInt64LittleEndian(Take(ref rest, sizeof(ulong))) is var count && count <= (ulong)most ? (int)count : throw Truncated();

    static int Int32(ref ReadOnlySpan<byte> rest) => BinaryPrimitives.ReadInt32LittleEndian(Take(ref rest, sizeof(int)));

    static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, long bytes)
    {
        if (bytes > rest.Length)
            throw Truncated();
        var taken = rest[..(int)bytes];
        rest = rest[(int)bytes..];
        return taken;
    }

    static InvalidDataException Truncated() => new("its parameters end before they should");
}
