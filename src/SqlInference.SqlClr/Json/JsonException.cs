using System;

namespace SqlInference.SqlClr.Json;

/// <summary>The text is no JSON.</summary>
sealed class JsonException : Exception
{
    public JsonException(string message) : base(message)
    {
    }
}
