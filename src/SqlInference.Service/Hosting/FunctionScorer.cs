using System.Collections.Concurrent;
using SqlInference.Catalog;
using SqlInference.Engines;
using SqlInference.Engines.Answers;
using SqlInference.Errors;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;
using SqlInference.Language;

namespace SqlInference.Service.Hosting;

/// <summary>
/// A model as its SQL function has it: columns of the parameters' types in, a column of the RETURNS type out, and the
/// model's further outputs as they are. Columns of other numbers are converted, and refused where that would change
/// them. Every protocol scores through this, so that all answer alike.
/// </summary>
public sealed class FunctionScorer : IScorer
{
    /// <summary>What protocols call the value that the function returns.</summary>
    public const string Prediction = "prediction";

    readonly IScorer _model;
    readonly ReturnedValues _returned;
    readonly string[] _arguments;
    readonly ElementType[] _taken;
    readonly ConcurrentBag<FunctionPass> _passes = [];

    internal FunctionScorer(ModelName name, Catalog.FunctionSignature function, IScorer model)
    {
        var signature = model.Signature;
        if (signature.Inputs.Count != function.Parameters.Count)
        {
            throw new SqlInferenceException(ErrorConditions.ModelInputMismatch,
                $"Function {function} has {function.Parameters.Count} parameters, but model {name} takes {signature.Inputs.Count}.",
                "Declare one parameter per input of the model.");
        }

        _model = model;
        _returned = new(SqlTypes.EngineTypeOf(SqlType.Parse(function.ReturnType)), signature.Outputs[0].Type, model, name.ToString());
        _arguments = [.. function.Parameters.Select((parameter, i) => $"argument {i + 1} ({parameter.Name}) of model {name}")];
        _taken = [.. signature.Inputs.Select(input => input.Type.Element)];
        Signature = new(
            [.. function.Parameters.Select((parameter, i) => InputOf(name, parameter, signature.Inputs[i]))],
            [new(Prediction, _returned.Column), .. signature.Outputs.Skip(1)]);
    }

    /// <summary>The inputs are named and typed as the function's parameters; the first output is what it RETURNS.</summary>
    public ModelSignature Signature { get; }

    public ErrorPolicy OnError => _model.OnError;

    public void RowRefused() => _model.RowRefused();

    public ValueTask ScoreAsync(ColumnBatch input, ResultColumns results, RequestContext context)
    {
        if (!_passes.TryTake(out var pass))
            pass = new(_model.Signature);
        for (var i = 0; i < _arguments.Length; i++)
        {
            var declared = Signature.Inputs[i].Type;
            Require(input, i, declared);
            pass.Input[i] = pass.Convert(i, input[i], declared.Element, _taken[i], _arguments[i]);
        }

        pass.Input.RowCount = input.RowCount;
        return _returned.AreAnswers || results[0] is not { } own
            ? ScoreAsIsAsync(pass, results, context)
            : ScoreConvertedAsync(pass, results, own, context);
    }

    // Whoever computes reads as much memory as the types say.
    void Require(ColumnBatch input, int column, ColumnType declared)
    {
        ref readonly var argument = ref input[column];
        if (argument.RowCount != input.RowCount)
            throw new ArgumentException($"The {_arguments[column]} has {argument.RowCount} rows of {input.RowCount}.", nameof(input));
        if (argument.Type.ListLength == declared.ListLength)
            return;
        throw new SqlInferenceException(ErrorConditions.ListLengthsDiffer, declared.IsList
            ? $"The {_arguments[column]} holds {(argument.Type.IsList ? $"lists of {argument.Type.ListLength} elements" : "single values")}, but the model takes lists of {declared.ListLength}."
            : $"The {_arguments[column]} holds lists, but the model takes single values.",
            "Pass lists as long as those the model was trained with.");
    }

    ValueTask ScoreAsIsAsync(FunctionPass pass, ResultColumns results, RequestContext context)
    {
        var run = _model.ScoreAsync(pass.Input, results, context);
        if (!run.IsCompletedSuccessfully)
            return AwaitAsync(run, pass);
        _passes.Add(pass);
        return default;
    }

    // A pass whose run failed is left to the garbage collector.
    async ValueTask AwaitAsync(ValueTask run, FunctionPass pass)
    {
        await run.ConfigureAwait(false);
        _passes.Add(pass);
    }

    ValueTask ScoreConvertedAsync(FunctionPass pass, ResultColumns results, ColumnBuffer own, RequestContext context)
    {
        results.Swap(0, pass.Answer);
        ValueTask run;
        try
        {
            run = _model.ScoreAsync(pass.Input, results, context);
        }
        catch
        {
            results.Swap(0, own);
            throw;
        }

        if (!run.IsCompletedSuccessfully)
            return AwaitConvertedAsync(run, pass, results, own);
        results.Swap(0, own);
        Convert(pass, own);
        return default;
    }

    async ValueTask AwaitConvertedAsync(ValueTask run, FunctionPass pass, ResultColumns results, ColumnBuffer own)
    {
        try
        {
            await run.ConfigureAwait(false);
        }
        finally
        {
            results.Swap(0, own);
        }

        Convert(pass, own);
    }

    void Convert(FunctionPass pass, ColumnBuffer own)
    {
        _returned.Write(pass.Answer.View, own);
        _passes.Add(pass);
    }

    static ModelInput InputOf(ModelName model, ModelParameter parameter, ModelInput input)
    {
        var type = SqlTypes.EngineTypeOf(SqlType.Parse(parameter.Type));
        var element = AnswerTypes.NaturalElement(type);
        if (type.Kind == EngineTypeKind.List != input.Type.IsList || !ColumnConverter.CanConvert(element, input.Type.Element))
        {
            throw new SqlInferenceException(ErrorConditions.ModelInputMismatch,
                $"Parameter {parameter.Name} is {type}, but input {input.Name} of model {model} takes {input.Type}.",
                "Declare the parameter with a type that the input takes.");
        }

        return new(parameter.Name, new(element, input.Type.ListLength), input.AcceptsNull);
    }
}
