using System.Buffers.Binary;
using System.Text;

namespace SqlInference.Inference.Trees.XGBoost;

/// <summary>A value in a UBJSON document. Numbers and text stay where they are until they are asked for.</summary>
/// <param name="Marker">Its type, as the document has it.</param>
/// <param name="Start">Where its bytes begin: of text behind its length, of a typed list at the first item.</param>
/// <param name="Length">Bytes of a text or number, items of a typed list.</param>
sealed record UbjValue(byte Marker, int Start = 0, int Length = 0)
{
    /// <summary>Of an object.</summary>
    public Dictionary<string, UbjValue>? Members { get; init; }

    /// <summary>Of a list whose items have types of their own.</summary>
    public List<UbjValue>? Items { get; init; }

    /// <summary>The type of all items of a list that has one.</summary>
    public byte ItemMarker { get; init; }
}

/// <summary>Reads <see cref="UbjValue"/>s for their meaning.</summary>
sealed class UbjPart(byte[] document, UbjValue value) : DocumentPart
{
    /// <exception cref="InvalidDataException">It is not UBJSON.</exception>
    public static UbjPart Read(byte[] document) => new(document, new UbjReader(document).Read()) { Place = "" };

    public override DocumentPart? Find(string name) =>
        value.Members is not { } members ? throw Not("an object")
        : members.TryGetValue(name, out var member) && member.Marker != UbjReader.Null ? Part(member, PlaceOf(name))
        : null;

    public override IReadOnlyList<DocumentPart> Items() => [.. Values().Select((item, i) => Part(item, PlaceOf(i)))];

    public override string Text() => value.Marker == (byte)'S'
        ? Encoding.UTF8.GetString(document, value.Start, value.Length)
        : throw Not("text");

    public override float[] Floats() => [.. Values().Select(Float)];

    public override int[] Integers() => [.. Values().Select(Integer)];

    UbjPart Part(UbjValue of, string place) => new(document, of) { Place = place };

    IEnumerable<UbjValue> Values()
    {
        if (value.Items is { } items)
            return items;
        if (value.Marker != (byte)'[')
            throw Not("a list");
        var width = UbjReader.WidthOf(value.ItemMarker);
        return Enumerable.Range(0, value.Length).Select(i => new UbjValue(value.ItemMarker, value.Start + i * width, width));
    }

    float Float(UbjValue number) => number.Marker switch
    {
        (byte)'d' => BinaryPrimitives.ReadSingleBigEndian(document.AsSpan(number.Start)),
        (byte)'D' => (float)BinaryPrimitives.ReadDoubleBigEndian(document.AsSpan(number.Start)),
        _ => Whole(number) ?? throw Not("a list of numbers"),
    };

    int Integer(UbjValue number) => number.Marker switch
    {
        (byte)'T' => 1,
        (byte)'F' => 0,
        _ => Whole(number) is { } whole && whole == (int)whole ? (int)whole : throw Not("a list of whole numbers"),
    };

    long? Whole(UbjValue number) => UbjReader.Whole(number.Marker, document.AsSpan(number.Start, number.Length));
}
