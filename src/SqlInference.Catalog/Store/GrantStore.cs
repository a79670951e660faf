namespace SqlInference.Catalog.Store;

sealed class GrantStore(CatalogStore store) : IGrants
{
    const string Select =
        """
        SELECT database_name AS DatabaseName, model_id AS ModelId, privilege AS Privilege, grantee_kind AS GranteeKind,
               grantee AS Grantee, grant_option AS GrantOption, grantor AS Grantor, granted_at AS GrantedAt
        FROM model_grant

        """;

    const string OfObject = "WHERE privilege = @privilege AND (model_id = @modelId OR (@modelId IS NULL AND model_id IS NULL AND database_name = @database))";

    const string OfGrantee = " AND grantee_kind = @Kind AND grantee = @Name";

    public void GrantExecute(IReadOnlyList<ModelName> models, IReadOnlyList<Grantee> grantees, bool withGrantOption, string grantor) =>
        store.Write("grant", session =>
        {
            foreach (var model in models.Select(name => ModelStore.Require(session, name)))
            {
                Grant(session, Privilege.Execute, model.DatabaseName, model.Id, VersionStore.NameOf(model).ToString(), grantees, withGrantOption, grantor);
            }
        });

    public void GrantCreateModel(string database, IReadOnlyList<Grantee> grantees, bool withGrantOption, string grantor) =>
        store.Write("grant", session => Grant(session, Privilege.CreateModel, database, null, database, grantees, withGrantOption, grantor));

    public void RevokeExecute(IReadOnlyList<ModelName> models, IReadOnlyList<Grantee> grantees, bool grantOptionOnly, string actor) =>
        store.Write("revoke", session =>
        {
            foreach (var model in models.Select(name => ModelStore.Require(session, name)))
            {
                Revoke(session, Privilege.Execute, model.DatabaseName, model.Id, VersionStore.NameOf(model).ToString(), grantees, grantOptionOnly, actor);
            }
        });

    public void RevokeCreateModel(string database, IReadOnlyList<Grantee> grantees, bool grantOptionOnly, string actor) =>
        store.Write("revoke", session => Revoke(session, Privilege.CreateModel, database, null, database, grantees, grantOptionOnly, actor));

    public bool MayExecute(ModelRecord model, Principal principal) => model.Owner == principal.User
        || On(Privilege.Execute, model.Name.Database, model.Id).Any(grant => grant.Grantee.Covers(principal));

    public IReadOnlyList<Grantee> ExecuteGrantees(ModelRecord model) =>
        [.. On(Privilege.Execute, model.Name.Database, model.Id).Select(grant => grant.Grantee)];

    public bool MayCreateModels(string database, Principal principal) =>
        On(Privilege.CreateModel, database, null).Any(grant => grant.Grantee.Covers(principal));

    public bool HoldsGrantOption(Privilege privilege, string database, string? modelId, Principal principal) =>
        On(privilege, database, modelId).Any(grant => grant.WithGrantOption && grant.Grantee.Covers(principal));

    public IReadOnlyList<GrantRecord> List(string? database = null) => store.Read(session => List(session, database));

    public static IReadOnlyList<GrantRecord> List(CatalogSession session, string? database) => [.. session
        .Query<GrantRow>(Select + "WHERE @database IS NULL OR database_name = @database ORDER BY database_name, model_id, privilege, grantee_kind, grantee", new { database })
        .Select(row => row.ToRecord())];

    IEnumerable<GrantRecord> On(Privilege privilege, string database, string? modelId) => store.Read(session => session
        .Query<GrantRow>(Select + OfObject, new { privilege = StoredText.Of(privilege), database, modelId }))
        .Select(row => row.ToRecord());

    static void Grant(
        CatalogSession session, Privilege privilege, string database, string? modelId, string subject,
        IReadOnlyList<Grantee> grantees, bool withGrantOption, string grantor)
    {
        foreach (var grantee in grantees)
        {
            var row = Key(privilege, database, modelId, grantee, withGrantOption, grantor, session.Now);

            // Granting again without the option does not take the option away.
            if (session.Execute($"UPDATE model_grant SET grant_option = CASE WHEN @option = 1 THEN 1 ELSE grant_option END {OfObject}{OfGrantee}", row) == 0)
            {
                session.Execute(
                    """
                    INSERT INTO model_grant (database_name, model_id, privilege, grantee_kind, grantee, grant_option, grantor, granted_at)
                    VALUES (@database, @modelId, @privilege, @Kind, @Name, @option, @grantor, @Now)
                    """,
                    row);
            }

            session.Audit(grantor, "GRANT", subject, AuditOutcome.Succeeded, $"{privilege} to {grantee}{(withGrantOption ? " with grant option" : "")}");
        }
    }

    static void Revoke(
        CatalogSession session, Privilege privilege, string database, string? modelId, string subject,
        IReadOnlyList<Grantee> grantees, bool grantOptionOnly, string actor)
    {
        var change = grantOptionOnly ? "UPDATE model_grant SET grant_option = 0" : "DELETE FROM model_grant";
        foreach (var grantee in grantees)
        {
            session.Execute($"{change} {OfObject}{OfGrantee}", Key(privilege, database, modelId, grantee, false, actor, session.Now));
            session.Audit(actor, "REVOKE", subject, AuditOutcome.Succeeded, $"{(grantOptionOnly ? "grant option for " : "")}{privilege} from {grantee}");
        }
    }

    static object Key(Privilege privilege, string database, string? modelId, Grantee grantee, bool withGrantOption, string grantor, DateTimeOffset now) => new
    {
        privilege = StoredText.Of(privilege),
        database,
        modelId,
        Kind = StoredText.Of(grantee.Kind),
        Name = grantee.Name ?? "",
        option = withGrantOption ? 1 : 0,
        grantor,
        Now = now.Ticks,
    };

    sealed class GrantRow
    {
        public string DatabaseName { get; set; } = "";

        public string? ModelId { get; set; }

        public string Privilege { get; set; } = "";

        public string GranteeKind { get; set; } = "";

        public string Grantee { get; set; } = "";

        public int GrantOption { get; set; }

        public string Grantor { get; set; } = "";

        public long GrantedAt { get; set; }

        public GrantRecord ToRecord() => new()
        {
            Database = DatabaseName,
            ModelId = ModelId,
            Privilege = StoredText.Enum<Privilege>(Privilege),
            Grantee = new Grantee(StoredText.Enum<GranteeKind>(GranteeKind), Grantee),
            WithGrantOption = GrantOption == 1,
            Grantor = Grantor,
            GrantedAt = StoredText.Time(GrantedAt),
        };
    }
}
