using System.Text.Json;
using SqlInference.Errors;
using SqlInference.Inference.Backends;

namespace SqlInference.Inference.Pipelines;

/// <summary>
/// Pipelines in files: one in JSON that people can read, and others beside it for what estimators learnt. Described in
/// docs/training.md.
/// </summary>
public static class PipelineFile
{
    public const string Name = "pipeline.json";

    public static void Write(Pipeline pipeline, Func<string, Stream> createFile)
    {
        var document = new PipelineDocument(
            PipelineDocument.CurrentFormat,
            [.. pipeline.Inputs.Select(input => new InputDocument(input.Name, input.Type.Element, input.AcceptsNull))],
            pipeline.Target,
            [.. pipeline.Members.Select((member, position) => new MemberDocument(
                member.Weight, member.Link, member.Features, member.Estimator.Save($"model{position + 1}", createFile)))]);
        using var stream = createFile(Name);
        JsonSerializer.Serialize(stream, document, PipelineJson.Default.PipelineDocument);
    }

    /// <param name="path">The file named <see cref="Name"/>.</param>
    /// <exception cref="SqlInferenceException">The files are missing, damaged, or newer than this version.</exception>
    public static Pipeline Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var document = JsonSerializer.Deserialize(stream, PipelineJson.Default.PipelineDocument) ?? throw new InvalidDataException("it is empty");
            if (document.Format > PipelineDocument.CurrentFormat)
            {
                throw new SqlInferenceException(ErrorConditions.ModelFileInvalid,
                    $"The model file '{path}' has format {document.Format}; this program reads formats up to {PipelineDocument.CurrentFormat}.",
                    "Upgrade SqlInference, or train the model again with this version.");
            }

            var folder = Path.GetDirectoryName(path)!;
            return new(
                [.. document.Inputs.Select(input => new ModelInput(input.Name, input.Type, input.AcceptsNull))],
                document.Target,
                [.. document.Members.Select(member => new PipelineMember(member.Weight, member.Features, Estimators.Read(member.Estimator, folder), member.Link))]);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or IOException or FormatException or ArgumentException)
        {
            throw new SqlInferenceException(ErrorConditions.ModelFileInvalid, $"The model file '{path}' is not a sound trained model: {exception.Message}",
                "Restore the file from its source, or train the model again.", exception);
        }
    }
}
