using System.Text;
using SqlInference.Engines;
using SqlInference.Inference.Backends;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Scoring;

namespace SqlInference.Service.Embedded;

/// <summary>A function of the engine that takes a text and answers one, or NULL. NULL is answered with NULL.</summary>
/// <param name="answer">Is told what the caller may see; null for everything.</param>
sealed class TextFunction(string parameter, Func<string, ISessionAccess?, string?> answer) : IScorer
{
    public ModelSignature Signature { get; } = new([new(parameter, ElementType.Utf8)], [new("answer", ElementType.Utf8)]);

    public static PredictionFunction Named(string name, string parameter, Func<string, ISessionAccess?, string?> answer) =>
        new(name, null, name, [new(parameter, EngineType.Varchar)], EngineType.Varchar, name, new TextFunction(parameter, answer));

    public ValueTask ScoreAsync(ColumnBatch input, ResultColumns results, RequestContext context)
    {
        var answers = results[0]!;
        answers.Reset(ElementType.Utf8, input.RowCount);
        for (var row = 0; row < input.RowCount; row++)
        {
            var text = input[0].IsValid(row) ? answer(Encoding.UTF8.GetString(input[0].Utf8At(row)), context.Session as ISessionAccess) : null;
            answers.AppendText(Encoding.UTF8.GetBytes(text ?? ""));
            if (text is null)
                answers.SetNull(row);
        }

        return ValueTask.CompletedTask;
    }
}
