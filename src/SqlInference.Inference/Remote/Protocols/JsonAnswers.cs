using System.Buffers;
using System.Text.Json;
using SqlInference.Errors;
using SqlInference.Inference.Remote.Calls;

namespace SqlInference.Inference.Remote.Protocols;

/// <summary>
/// Answers in JSON, in the shapes that are about: an array of values or of objects that hold one, the same under
/// <c>predictions</c>, <c>scores</c> or <c>results</c>, one object for one row, or one JSON value per line.
/// </summary>
static class JsonAnswers
{
    static readonly string[] Arrays = ["predictions", "scores", "results"];

    /// <summary>Where an object holds several, the first of these is the answer.</summary>
    static readonly string[] Values = ["prediction", "predicted_label", "score", "closest_cluster"];

    static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true };

    public static void Read(ReadOnlySpan<byte> json, AnswerWriter answers)
    {
        try
        {
            var reader = new Utf8JsonReader(json, Options);
            var isFirst = true;
            while (reader.Read())
            {
                if (isFirst && reader.TokenType == JsonTokenType.StartArray)
                    ReadArray(ref reader, answers);
                else if (!isFirst || reader.TokenType != JsonTokenType.StartObject || !TryReadContainer(ref reader, answers))
                    ReadRow(ref reader, answers);
                isFirst = false;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw NotJson(json, answers, exception);
        }
    }

    /// <summary>The reader stands on the array's start, and then on its end.</summary>
    public static void ReadArray(ref Utf8JsonReader reader, AnswerWriter answers)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            ReadRow(ref reader, answers);
    }

    public static SqlInferenceException NotJson(ReadOnlySpan<byte> json, AnswerWriter answers, Exception exception) => json.TrimStart(" \r\n\t"u8).IsEmpty
        ? answers.WrongCount(0)
        : RemoteErrors.Invalid(answers.Endpoint, $"answered something that is not JSON: '{Sanitised.Text(json)}'.", exception);

    /// <summary>True where the object has one of the arrays; otherwise the reader has not moved.</summary>
    static bool TryReadContainer(ref Utf8JsonReader reader, AnswerWriter answers)
    {
        var ahead = reader;
        Utf8JsonReader array = default;
        var found = false;
        while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
        {
            var isArray = IsOneOf(ahead, Arrays) >= 0;
            ahead.Read();
            if (isArray && !found && ahead.TokenType == JsonTokenType.StartArray)
            {
                found = true;
                array = ahead;
            }

            ahead.Skip();
        }

        if (!found)
            return false;
        ReadArray(ref array, answers);
        reader = ahead;
        return true;
    }

    /// <summary>The reader stands on the row's first token, and then on its last.</summary>
    static void ReadRow(ref Utf8JsonReader reader, AnswerWriter answers)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
            ReadObject(ref reader, answers);
        else if (reader.TokenType == JsonTokenType.StartArray)
            throw RemoteErrors.Invalid(answers.Endpoint, "answered an array where one value for a row belongs.");
        else
            ReadValue(ref reader, answers);
    }

    static void ReadObject(ref Utf8JsonReader reader, AnswerWriter answers)
    {
        var best = Values.Length;
        Utf8JsonReader value = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var rank = IsOneOf(reader, Values);
            reader.Read();
            if (rank >= 0 && rank < best)
            {
                best = rank;
                value = reader;
            }

            reader.Skip();
        }

        if (best == Values.Length)
            throw RemoteErrors.Invalid(answers.Endpoint, "answered an object without a 'prediction', 'predicted_label' or 'score' for a row.");
        if (value.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            throw RemoteErrors.Invalid(answers.Endpoint, $"answered an object or array as '{Values[best]}' where one value belongs.");
        ReadValue(ref value, answers);
    }

    static void ReadValue(ref Utf8JsonReader reader, AnswerWriter answers)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                answers.AddNull();
                break;
            case JsonTokenType.String when reader.ValueIsEscaped:
                AddUnescaped(ref reader, answers);
                break;
            case JsonTokenType.String when CanBeQuoted(reader.ValueSpan, answers):
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                answers.Add(reader.ValueSpan);
                break;
            default:
                throw RemoteErrors.Invalid(answers.Endpoint, "answered an empty text where a value belongs.");
        }
    }

    static bool CanBeQuoted(ReadOnlySpan<byte> text, AnswerWriter answers) => answers.IsText || !text.IsEmpty;

    static void AddUnescaped(ref Utf8JsonReader reader, AnswerWriter answers)
    {
        var scratch = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            answers.Add(scratch.AsSpan(0, reader.CopyString(scratch)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    static int IsOneOf(in Utf8JsonReader reader, string[] names)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (reader.ValueTextEquals(names[i]))
                return i;
        }

        return -1;
    }
}
