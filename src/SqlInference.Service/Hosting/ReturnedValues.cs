using SqlInference.Engines;
using SqlInference.Engines.Answers;
using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.Service.Hosting;

/// <summary>A model's answers as values of the type that its function RETURNS. Thread-safe.</summary>
sealed unsafe class ReturnedValues
{
    readonly EngineType _type;
    readonly ColumnType _answer;
    readonly IScorer _scorer;
    readonly string _model;

    /// <param name="type">What the function RETURNS.</param>
    /// <param name="answer">What the model answers.</param>
    public ReturnedValues(EngineType type, ColumnType answer, IScorer scorer, string model)
    {
        if (!AnswerTypes.CanWrite(answer, type))
        {
            throw new SqlInferenceException(ErrorConditions.ModelOutputMismatch,
                $"Model {model} answers {answer}, which does not fit {type}.", "Create it again with a RETURNS type that the output fits.");
        }

        _type = type;
        _answer = answer;
        _scorer = scorer;
        _model = model;
        Column = new(AnswerTypes.NaturalElement(type), answer.ListLength);
    }

    /// <summary>The columns that hold such values: decimals are doubles, dates their midnight.</summary>
    public ColumnType Column { get; }

    /// <summary>Whether answers are such values as they are.</summary>
    public bool AreAnswers => _answer == Column && _type.Kind is not (EngineTypeKind.Decimal or EngineTypeKind.Date);

    public void Write(in ColumnView answer, ColumnBuffer into)
    {
        into.Reset(Column, answer.RowCount);
        if (answer.Validity != null)
        {
            var words = (answer.RowCount + 63) / 64;
            new ReadOnlySpan<ulong>(answer.Validity, words).CopyTo(new(into.Bitmap(), words));
        }

        var target = new ReturnedColumn(_type, into, _scorer, _model);
        if (_type.Kind == EngineTypeKind.Varchar)
        {
            TextAnswers.Write(answer, target);
            target.SkipTo(answer.RowCount);
        }
        else if (answer.Type.Element == ElementType.Utf8)
        {
            LabelAnswers.Write(answer, _type, into.Values, target);
        }
        else
        {
            NumberAnswers.Write(answer, _type.Element ?? _type, into.Values, target);
        }
    }
}
