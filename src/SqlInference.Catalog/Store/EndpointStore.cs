using SqlInference.Errors;

namespace SqlInference.Catalog.Store;

sealed class EndpointStore(CatalogStore store) : IEndpoints
{
    const string Select =
        """
        SELECT name AS Name, model_id AS ModelId, url AS Url, protocol AS Protocol, credential AS Credential,
               settings AS Settings, created_by AS CreatedBy, created_at AS CreatedAt
        FROM endpoint

        """;

    public EndpointRecord Get(string name) => store.Read(session => Require(session, name));

    public EndpointRecord? Find(string name) => store.Read(session => Row(session, name)?.ToRecord());

    public IReadOnlyList<EndpointRecord> List() => store.Read(session => (IReadOnlyList<EndpointRecord>)
        [.. session.Query<EndpointRow>(Select + "ORDER BY name").Select(row => row.ToRecord())]);

    public EndpointRecord Create(NewEndpoint request) => store.Write("create endpoint", session =>
    {
        var modelId = request.Model is { } name ? ModelStore.Require(session, name).Id : null;
        var there = Row(session, request.Name) is not null;
        if (there && !request.OrReplace)
        {
            throw new SqlInferenceException(
                ErrorConditions.EndpointExists,
                $"There is an endpoint '{request.Name}' already.",
                "CREATE OR REPLACE ENDPOINT changes it; DROP ENDPOINT removes it.");
        }

        session.Execute("DELETE FROM endpoint WHERE name = @Name", new { request.Name });
        session.Execute(
            """
            INSERT INTO endpoint (name, model_id, url, protocol, credential, settings, created_by, created_at)
            VALUES (@Name, @modelId, @Url, @Protocol, @Credential, @Settings, @Actor, @Now)
            """,
            new
            {
                request.Name,
                modelId,
                request.Url,
                Protocol = request.Protocol is { } protocol ? StoredText.Of(protocol) : null,
                request.Credential,
                Settings = StoredText.Of(request.Settings),
                request.Actor,
                Now = session.Now.Ticks,
            });
        session.Audit(
            request.Actor, there ? "REPLACE ENDPOINT" : "CREATE ENDPOINT", request.Name, AuditOutcome.Succeeded,
            request.Model is { } model ? $"for model {model}" : $"protocol {request.Protocol}");
        return Require(session, request.Name);
    });

    public EndpointRecord Drop(string name, string actor) => store.Write("drop endpoint", session =>
    {
        var endpoint = Require(session, name);
        session.Execute("DELETE FROM endpoint WHERE name = @name", new { name });
        session.Audit(actor, "DROP ENDPOINT", name, AuditOutcome.Succeeded, null);
        return endpoint;
    });

    static EndpointRow? Row(CatalogSession session, string name) => session.First<EndpointRow>(Select + "WHERE name = @name", new { name });

    static EndpointRecord Require(CatalogSession session, string name) => Row(session, name)?.ToRecord() ?? throw Unknown(session, name);

    static SqlInferenceException Unknown(CatalogSession session, string name)
    {
        var question = NearestNames.Question(name, session.Query<string>("SELECT name FROM endpoint"));
        const string General = "SHOW ENDPOINT ALL lists the endpoints; CREATE ENDPOINT makes one.";
        return new SqlInferenceException(
            ErrorConditions.UnknownEndpoint,
            $"There is no endpoint '{name}' in the catalog.",
            question is null ? General : $"{question} {General}");
    }

    sealed class EndpointRow
    {
        public string Name { get; set; } = "";

        public string? ModelId { get; set; }

        public string? Url { get; set; }

        public string? Protocol { get; set; }

        public string? Credential { get; set; }

        public string Settings { get; set; } = "";

        public string CreatedBy { get; set; } = "";

        public long CreatedAt { get; set; }

        public EndpointRecord ToRecord() => new()
        {
            Name = Name,
            ModelId = ModelId,
            Url = Url,
            Protocol = Protocol is null ? null : StoredText.Enum<EndpointProtocol>(Protocol),
            Credential = Credential,
            Settings = StoredText.Settings(Settings),
            CreatedBy = CreatedBy,
            CreatedAt = StoredText.Time(CreatedAt),
        };
    }
}
