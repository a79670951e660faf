namespace SqlInference.SqlClr.Service;

/// <summary>The codes of the catalog of errors that are told apart here.</summary>
static class ErrorCodes
{
    public const string InvalidValue = "SI004";
    public const string NotSupported = "SI006";
    public const string UnknownModel = "SI101";
    public const string ModelNotReady = "SI103";
    public const string UnknownColumn = "SI307";
    public const string ValueDoesNotFit = "SI401";
    public const string DeadlineExceeded = "SI402";
    public const string QueueFull = "SI403";
    public const string InputNotAccepted = "SI408";
    public const string ResponseInvalid = "SI409";
    public const string Unauthenticated = "SI601";
    public const string RequestTooLarge = "SI603";
    public const string ConfigurationInvalid = "SI607";
    public const string ServiceUnreachable = "SI610";
}
