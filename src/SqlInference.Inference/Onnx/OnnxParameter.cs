using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Onnx;

/// <summary>One parameter of the SQL function, as its author declared it.</summary>
/// <param name="Type">The type in which its column is handed in.</param>
/// <param name="IsList">
/// True for a list whose length the model decides, as arrays in SQL have none; <paramref name="Type"/> is then the
/// type of one element.
/// </param>
/// <param name="AcceptsNull">True where NULL means "missing" to the model: numbers go in as NaN, text as the empty text.</param>
public sealed record OnnxParameter(string Name, ColumnType Type, bool IsList = false, bool AcceptsNull = false)
{
    /// <summary>0 where the model decides.</summary>
    internal int Width => IsList ? Type.ListLength : 1;

    public override string ToString() => IsList && !Type.IsList ? $"{Name} {Type}[]" : $"{Name} {Type}";
}
