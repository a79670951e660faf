using SqlInference.Catalog;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Server.Rows;

/// <summary>What a row has to hold. Made once for a version of a model; immutable.</summary>
sealed class RowLayout
{
    public RowLayout(ModelName model, FunctionSignature function, ModelSignature signature)
    {
        Model = model;
        Columns = new RowColumn[signature.Inputs.Count];
        for (var i = 0; i < Columns.Length; i++)
        {
            var parameter = function.Parameters[i];
            Columns[i] = new(parameter.Name, parameter.Type, signature.Inputs[i].Type);
            FieldCount += Columns[i].Fields;
            HasTypedColumns |= Columns[i].Type.Element != ElementType.Utf8;
        }
    }

    public ModelName Model { get; }

    public RowColumn[] Columns { get; }

    /// <summary>The fields of a row, the elements of lists counted one by one.</summary>
    public int FieldCount { get; }

    /// <summary>False where every column takes any text, so that nothing tells a header from a row.</summary>
    public bool HasTypedColumns { get; }
}
