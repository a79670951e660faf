using System.Collections.Frozen;
using static SqlInference.Server.Configuration.SettingKind;

namespace SqlInference.Server.Configuration;

/// <summary>Every setting of the service. <c>docs/operations.md</c> is checked against this list.</summary>
public static class Settings
{
    public static readonly SettingDefinition Data = new("data", Text, "./.sqlinference",
        "The folder with the catalog and the models; made if need be.");

    public static readonly SettingDefinition Catalog = new("catalog", Text, null,
        "The database with the catalog, as postgresql://USER@HOST/DATABASE, a connection string of PostgreSQL, or sqlserver://USER@HOST/DATABASE; the data folder has it where not given.");

    public static readonly SettingDefinition Listen = new("listen", List, "http://127.0.0.1:8780",
        "The addresses to listen on: http://HOST:PORT, https://HOST:PORT or unix:/PATH.");

    public static readonly SettingDefinition TlsCertificate = new("tls_certificate", ExistingFile, null,
        "The PEM file with the certificate, and those that vouch for it, of https addresses; read again when it changes.");

    public static readonly SettingDefinition TlsKey = new("tls_key", ExistingFile, null,
        "The PEM file with the certificate's private key.");

    public static readonly SettingDefinition SocketMode = new("socket_mode", Text, "0660",
        "The access rights of unix sockets.");

    public static readonly SettingDefinition RequireTokens = new("require_tokens", Flag, "false",
        "Whether every request has to carry a token; has to be true to listen on more than loopback addresses and unix sockets.");

    public static readonly SettingDefinition Sidecar = new("sidecar", List, null,
        "The addresses, as HOST:PORT, where PostgreSQL's clients reach the embedded engine of the data folder; none where it is not given.");

    public static readonly SettingDefinition SidecarTrust = new("sidecar_trust", Flag, "false",
        "Whether clients on this machine get to the embedded engine without a password, as administrators; only if the addresses in sidecar are loopback ones.");

    public static readonly SettingDefinition SidecarFolders = new("sidecar_folders", List, null,
        "The folders that SQL of the sidecar's clients may read and write files in; none where it is not given.");

    public static readonly SettingDefinition SidecarConnections = new("sidecar_connections", WholeNumber, "600",
        "How many clients the sidecar serves at once before it turns others away.");

    public static readonly SettingDefinition SidecarLog = new("sidecar_log", Text, "off",
        "Which statements of the sidecar's clients are logged, with who, how long and to what end: off, errors or all. Constants in their texts are logged with them.");

    public static readonly SettingDefinition SidecarLogParameters = new("sidecar_log_parameters", Flag, "false",
        "Whether the values of parameters are logged with these statements.");

    public static readonly SettingDefinition AccessKeyFile = new("access_key_file", ExistingFile, null,
        "The file with the master key that AWS access keys are encrypted with: master.key in the data folder where not given. Signed requests are accepted where there is one.");

    public static readonly SettingDefinition ContainerModel = new("container_model", Text, null,
        "The model, as database.schema.name, that answers POST /invocations.");

    public static readonly SettingDefinition MaxRequestBytes = new("max_request_bytes", Bytes, "64 MiB",
        "The largest body of a request; training data may be larger.");

    public static readonly SettingDefinition DrainSeconds = new("drain_seconds", Seconds, "30",
        "How long requests under way may take to end when the service stops.");

    public static readonly SettingDefinition PendingHours = new("pending_hours", WholeNumber, "24",
        "How long a statement waits to hear from its database that its transaction was committed, before it is taken back.");

    public static readonly SettingDefinition ModelFolders = new("model_folders", List, null,
        "The folders that CREATE MODEL … FROM 'file' may read; none where it is not given.");

    public static readonly SettingDefinition ModelMemory = new("model_memory", Bytes, null,
        "How much memory loaded models may take before those not in use are unloaded; half of the machine's where it is not given.");

    public static readonly SettingDefinition QueueMemory = new("queue_memory", Bytes, "256 MiB",
        "How many bytes of rows may wait for models before further requests are turned away with 429.");

    public static readonly SettingDefinition TrainingsAtOnce = new("trainings_at_once", WholeNumber, "1",
        "How many models are trained at the same time; others wait their turn.");

    public static readonly SettingDefinition TrainingThreads = new("training_threads", WholeNumber, null,
        "How many threads all trainings have together; half as many as there are cores where it is not given.");

    public static readonly SettingDefinition Device = new("device", Text, "auto",
        "Where models run that do not say: auto, cpu, cuda or cuda:N.");

    public static readonly SettingDefinition GpuMemory = new("gpu_memory", Bytes, null,
        "How much of a GPU's memory one model may take, its weights included; as much as there is where it is not given.");

    public static readonly SettingDefinition XGBoostLibrary = new("xgboost_library", ExistingFile, null,
        "The libxgboost.so that boosted trees are trained with: the one beside the program, or else the system's, where it is not given.");

    public static readonly SettingDefinition EndpointHosts = new("endpoint_hosts", List, null,
        "The hosts that endpoints may lead to: names, *.suffix, each with :port and http:// or https:// before it where that matters.");

    public static readonly SettingDefinition EndpointAuthorities = new("endpoint_authorities", ExistingFile, null,
        "The PEM file with authorities that the certificates of endpoints may come from, beside the system's.");

    public static readonly SettingDefinition Credentials = new("credentials", Sections, null,
        "The credentials that endpoints may name, by name.");

    public static readonly SettingDefinition AwsRegion = new("aws_region", Text, null,
        "The region in which SAGEMAKER names that are no endpoint here are looked for; nowhere unless aws_credential is given too.");

    public static readonly SettingDefinition AwsCredential = new("aws_credential", Text, null,
        "The credential with which Amazon is called for such names.");

    public static readonly SettingDefinition LogFormat = new("log_format", Text, "text",
        "How lines of the log on standard error are written: text or json.");

    public static readonly SettingDefinition LogLevel = new("log_level", Text, "information",
        "The least important lines that are logged: debug, information, warning or error.");

    public static readonly SettingDefinition OtlpEndpoint = new("otlp_endpoint", Text, null,
        "Where metrics and traces are sent by OTLP, such as http://collector:4317; nowhere if not given.");

    public static readonly IReadOnlyList<SettingDefinition> All =
    [
        Data, Catalog, Listen, TlsCertificate, TlsKey, SocketMode, RequireTokens, Sidecar, SidecarTrust, SidecarFolders, SidecarConnections, SidecarLog, SidecarLogParameters, AccessKeyFile, ContainerModel, MaxRequestBytes, DrainSeconds,
        PendingHours, ModelFolders, ModelMemory, QueueMemory, TrainingsAtOnce, TrainingThreads, Device, GpuMemory, XGBoostLibrary, EndpointHosts, EndpointAuthorities, Credentials,
        AwsRegion, AwsCredential, LogFormat, LogLevel, OtlpEndpoint,
    ];

    public static readonly FrozenDictionary<string, SettingDefinition> ByName = All.ToFrozenDictionary(setting => setting.Name);
}
