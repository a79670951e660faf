namespace SqlInference.PostgresWire.Framing;

/// <summary>The SQLSTATEs that the protocol itself gives rise to.</summary>
public static class SqlStates
{
    public const string ProtocolViolation = "08P01";
    public const string FeatureNotSupported = "0A000";
    public const string InvalidAuthorization = "28000";
    public const string InvalidPassword = "28P01";
    public const string CharacterNotInRepertoire = "22021";
    public const string InvalidTextRepresentation = "22P02";
    public const string InvalidBinaryRepresentation = "22P03";
    public const string BadCopyFileFormat = "22P04";
    public const string NumericValueOutOfRange = "22003";
    public const string ProgramLimitExceeded = "54000";
    public const string TooManyConnections = "53300";
    public const string AdminShutdown = "57P01";
    public const string InternalError = "XX000";
}
