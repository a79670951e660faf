namespace SqlInference.PostgresWire.Messages;

public enum TransactionStatus : byte
{
    Idle = (byte)'I',
    InTransaction = (byte)'T',

    /// <summary>Statements are refused until the transaction ends.</summary>
    Failed = (byte)'E',
}
