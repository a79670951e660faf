namespace SqlInference.Server.OpenInference;

/// <summary>An output as a request asks for it.</summary>
/// <param name="IsValidity">Asked for is which of its values are there.</param>
/// <param name="Binary">Null where the request as a whole decides.</param>
readonly record struct RequestedOutput(int Output, bool IsValidity, bool? Binary);
