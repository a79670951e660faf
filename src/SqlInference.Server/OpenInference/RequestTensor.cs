using System.Text;
using SqlInference.Inference.Columns;

namespace SqlInference.Server.OpenInference;

/// <summary>One input as the request describes it. Positions are those of bytes in the body. Used again by later requests.</summary>
sealed class RequestTensor : IDisposable
{
    public const int Unknown = -1;

    /// <summary>The parameter that it is for, or <see cref="Unknown"/>.</summary>
    public int Parameter { get; set; }

    /// <summary>It says which values of the parameter are there.</summary>
    public bool IsValidity { get; set; }

    public (int Start, int Length) Name { get; set; }

    public (int Start, int Length) Shape { get; set; }

    public ElementType? Element { get; set; }

    /// <summary>Dimensions; -1 before the shape is known.</summary>
    public int Rank { get; set; }

    public long Rows { get; set; }

    /// <summary>The second dimension, or 1.</summary>
    public long Width { get; set; }

    /// <summary>-1 where its data are JSON.</summary>
    public long BinarySize { get; set; }

    /// <summary>Where its JSON data stand that could not be read before the rest was known; -1 otherwise.</summary>
    public int DataStart { get; set; }

    public bool HasData { get; set; }

    public bool IsDescribed => Name.Length > 0 && Element is not null && Rank >= 0;

    public int Count => (int)(Rows * Width);

    /// <summary>What was read, as far as it could not stay where it was.</summary>
    public ColumnBuffer Buffer { get; } = new();

    public ColumnView View { get; set; }

    public void Reset()
    {
        Parameter = Unknown;
        IsValidity = false;
        Name = Shape = default;
        Element = null;
        Rank = -1;
        Rows = Width = 0;
        BinarySize = DataStart = -1;
        HasData = false;
        View = default;
    }

    public string NameIn(ReadOnlySpan<byte> body) => Malformed.TextOf(body.Slice(Name.Start, Name.Length));

    public string ShapeIn(ReadOnlySpan<byte> body) =>
        string.Concat(Encoding.UTF8.GetString(body.Slice(Shape.Start, Shape.Length)).Where(character => !char.IsWhiteSpace(character)));

    public void Dispose() => Buffer.Dispose();
}
