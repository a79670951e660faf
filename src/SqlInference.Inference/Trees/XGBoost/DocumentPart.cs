namespace SqlInference.Inference.Trees.XGBoost;

/// <summary>A value in a document, whether it was written as JSON or as UBJSON: an object, a list, text or a number.</summary>
abstract class DocumentPart
{
    /// <summary>Where it stands, for errors.</summary>
    public required string Place { get; init; }

    /// <summary>Null where the object has no such value.</summary>
    public abstract DocumentPart? Find(string name);

    public abstract IReadOnlyList<DocumentPart> Items();

    public abstract string Text();

    /// <summary>A list of numbers as the nearest 32-bit floats.</summary>
    public abstract float[] Floats();

    /// <summary>A list of whole numbers; truth values are 1 and 0.</summary>
    public abstract int[] Integers();

    public DocumentPart Required(string name) => Find(name) ?? throw new InvalidDataException($"it has no {PlaceOf(name)}");

    protected string PlaceOf(string name) => Place.Length == 0 ? name : $"{Place}.{name}";

    protected string PlaceOf(int item) => $"{Place}[{item}]";

    protected InvalidDataException Not(string kind) => new($"{(Place.Length == 0 ? "the document" : Place)} is not {kind}");
}
