using System.Runtime.InteropServices;
using SqlInference.Errors;
using SqlInference.Inference.Formats;

namespace SqlInference.Inference.Explanations;

/// <summary>Features of training rows that others are compared with, row by row. Immutable.</summary>
public sealed class BackgroundRows
{
    static readonly SealedFile Format = new("SIBACKGR", "sample of training rows", 1);

    readonly float[] _values;

    /// <param name="values">Row by row; at least one row, and no value missing.</param>
    public BackgroundRows(int features, ReadOnlySpan<float> values)
    {
        if (features < 1 || values.IsEmpty || values.Length % features != 0)
            throw new ArgumentException("The values are not those of rows of so many features.", nameof(values));
        (Features, Rows) = (features, values.Length / features);
        _values = values.ToArray();
    }

    public int Rows { get; }

    public int Features { get; }

    public ReadOnlySpan<float> Row(int row) => _values.AsSpan(row * Features, Features);

    public byte[] Write() => Format.Write(writer =>
    {
        writer.Write(Rows);
        writer.Write(Features);
        writer.Write(MemoryMarshal.AsBytes<float>(_values));
    });

    /// <param name="name">What the file is called in error messages.</param>
    /// <exception cref="SqlInferenceException">The file is damaged, another one, or newer than this version.</exception>
    public static BackgroundRows Read(ReadOnlyMemory<byte> file, string name) => Format.Read(file, name, reader =>
    {
        var (rows, features) = (reader.Count(1, int.MaxValue, sizeof(float)), reader.Count(1, int.MaxValue, sizeof(float)));
        return new BackgroundRows(features, reader.Floats((long)rows * features));
    });
}
