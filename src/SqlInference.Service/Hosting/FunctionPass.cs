using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;

namespace SqlInference.Service.Hosting;

/// <summary>The scratch memory of one call of a <see cref="FunctionScorer"/>, which pools it. What nobody takes again frees itself.</summary>
sealed class FunctionPass(ModelSignature model)
{
    readonly ColumnBuffer?[] _declared = new ColumnBuffer?[model.Inputs.Count];
    readonly ColumnBuffer?[] _converted = new ColumnBuffer?[model.Inputs.Count];

    public ColumnBatch Input { get; } = new(model.Inputs.Count);

    /// <summary>The model's own answer, where the function's is another.</summary>
    public ColumnBuffer Answer { get; } = new();

    /// <summary>A column as the function declares it, and then as the model takes it.</summary>
    public ColumnView Convert(int column, in ColumnView argument, ElementType declared, ElementType taken, string what)
    {
        var asDeclared = argument.Type.Element == declared
            ? argument
            : ColumnConverter.Convert(argument, declared, _declared[column] ??= new(), what);
        return asDeclared.Type.Element == taken
            ? asDeclared
            : ColumnConverter.Convert(asDeclared, taken, _converted[column] ??= new(), what);
    }
}
