using System.Text.Json.Serialization;

namespace SqlInference.Server.Registry.Statements;

/// <summary>Where a statement stands between the service and the caller's session.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunState>))]
enum RunState
{
    /// <summary>The session is to run the training query and upload its rows.</summary>
    [JsonStringEnumMemberName("awaiting_rows")]
    AwaitingRows,

    [JsonStringEnumMemberName("receiving_rows")]
    ReceivingRows,

    /// <summary>All rows are in.</summary>
    [JsonStringEnumMemberName("training")]
    Training,

    /// <summary>The session is to run the definitions, in one transaction with the confirmation.</summary>
    [JsonStringEnumMemberName("awaiting_confirmation")]
    AwaitingConfirmation,

    [JsonStringEnumMemberName("confirmed")]
    Confirmed,

    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Taken back as if it had never begun: the client said so, or was not heard of for too long.</summary>
    [JsonStringEnumMemberName("abandoned")]
    Abandoned,
}
