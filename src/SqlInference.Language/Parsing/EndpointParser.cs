namespace SqlInference.Language;

/// <summary>Reads <c>CREATE</c>, <c>SHOW</c> and <c>DROP ENDPOINT</c>.</summary>
static class EndpointParser
{
    public static CreateEndpoint ParseCreate(TokenReader reader)
    {
        reader.ExpectWord("CREATE");
        var orReplace = CommonParser.TryOrReplace(reader);
        reader.ExpectWord("ENDPOINT");
        var name = reader.ReadStringName("an endpoint name");

        QualifiedName? model = null;
        string? url = null;
        EndpointProtocol? protocol = null;
        string? credential = null;
        var settings = Settings.Empty;
        var clauses = new ClauseTable(reader)
            .Add("FOR", () => model = ReadModel(reader))
            .Add("URL", () => url = ReadUrl(reader))
            .Add("PROTOCOL", () => protocol = reader.ReadChoice(Choices.EndpointProtocol))
            .Add("CREDENTIAL", () => credential = reader.ReadStringName("a credential"))
            .Add("SETTINGS", () => settings = SettingsParser.Read(reader));
        clauses.ReadAll();
        return new CreateEndpoint(name, Target(reader, clauses, model, url, protocol))
        {
            OrReplace = orReplace,
            Credential = credential,
            Settings = settings,
        };
    }

    public static ShowEndpoint ParseShow(TokenReader reader)
    {
        reader.ExpectWord("SHOW");
        reader.ExpectWord("ENDPOINT");
        if (!reader.TryWord("ALL") && !reader.IsString())
            throw reader.Unexpected("ALL or an endpoint name in single quotes");
        var name = reader.IsString() ? reader.ReadStringName("an endpoint name") : null;
        reader.ExpectEnd();
        return new ShowEndpoint(name);
    }

    public static DropEndpoint ParseDrop(TokenReader reader)
    {
        reader.ExpectWord("DROP");
        reader.ExpectWord("ENDPOINT");
        var ifExists = CommonParser.TryIfExists(reader);
        var name = reader.ReadStringName("an endpoint name");
        reader.ExpectEnd();
        return new DropEndpoint(name, ifExists);
    }

    static QualifiedName ReadModel(TokenReader reader)
    {
        reader.ExpectWord("MODEL");
        return reader.ReadName("a model name");
    }

    static string ReadUrl(TokenReader reader)
    {
        var token = reader.Current;
        var url = reader.ReadString("a URL in single quotes");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
            throw reader.Invalid("URL takes an address that begins with https:// or http://.", token);
        return uri.UserInfo.Length == 0
            ? url
            : throw reader.Invalid("a URL cannot hold a user or a password.", token, "Name a credential of the service's configuration with CREDENTIAL.");
    }

    static EndpointTarget Target(
        TokenReader reader, ClauseTable clauses, QualifiedName? model, string? url, EndpointProtocol? protocol)
    {
        if (model is not null)
        {
            clauses.Refuse(["URL", "PROTOCOL", "CREDENTIAL"], "an endpoint that this service hosts");
            return new HostedModel(model);
        }

        if (protocol is not { } known)
            throw reader.Unexpected("FOR MODEL or PROTOCOL");
        if (url is null && known is EndpointProtocol.Oip or EndpointProtocol.Json or EndpointProtocol.Csv)
            throw reader.Unexpected("URL");
        return new RemoteService(url, known);
    }
}
