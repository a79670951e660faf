using SqlInference.Errors;

namespace SqlInference.Catalog.CrashHost;

/// <summary>Does random things to a few models that others work on at the same time.</summary>
sealed class Hammer
{
    // What is refused because another process was faster. Anything else is a mistake in the catalog.
    static readonly ErrorCondition[] Expected =
    [
        ErrorConditions.ModelExists, ErrorConditions.ModelNotReady, ErrorConditions.UnknownModel, ErrorConditions.ModelInUse,
        ErrorConditions.FunctionExists, ErrorConditions.UnknownVersion, ErrorConditions.UnknownEndpoint, ErrorConditions.EndpointExists,
        ErrorConditions.TokenExists, ErrorConditions.UnknownToken,
    ];

    readonly CatalogDatabase _catalog;
    readonly ArtifactStore _artifacts;
    readonly Random _random;
    int _begun;

    Hammer(CatalogDatabase catalog, ArtifactStore artifacts, Random random)
    {
        _catalog = catalog;
        _artifacts = artifacts;
        _random = random;
    }

    public static int Run(string folder, string address, int seed, int count)
    {
        using var catalog = CatalogAddress.Open(address);
        var hammer = new Hammer(catalog, new ArtifactStore(folder), new Random(seed));
        for (var i = 0; i < count; i++)
        {
            hammer.StrikeOnce();
        }

        Console.WriteLine(hammer._begun);
        return 0;
    }

    void StrikeOnce()
    {
        var name = new ModelName("local", "public", $"m{_random.Next(4)}");
        try
        {
            switch (_random.Next(12))
            {
                case 0:
                    _catalog.Models.Drop(name, "ann");
                    break;
                case 1:
                    _catalog.Models.UseVersion(name, _random.Next(1, 4), "ann");
                    break;
                case 2:
                    _catalog.Models.Rename(name, name with { Name = $"m{_random.Next(4)}" }, "ann");
                    break;
                case 3:
                    _catalog.Endpoints.Create(new NewEndpoint { Name = $"e{_random.Next(3)}", Actor = "ann", Model = name, OrReplace = true });
                    break;
                case 4:
                    _catalog.Endpoints.Drop($"e{_random.Next(3)}", "ann");
                    break;
                case 5:
                    _catalog.Grants.GrantExecute([name], [Grantee.Public], false, "ann");
                    break;
                case 6:
                    _catalog.Reconcile(_artifacts);
                    break;
                case 7:
                    _catalog.Tokens.Create(new NewAccess { Name = $"t{_random.Next(2)}", Role = AccessRole.Execute, Actor = "ann" });
                    break;
                case 8:
                    _catalog.Tokens.Revoke($"t{_random.Next(2)}", "ann");
                    break;
                default:
                    Make(name);
                    break;
            }
        }
        catch (SqlInferenceException exception) when (Expected.Contains(exception.Condition))
        {
        }
    }

    void Make(ModelName name)
    {
        var function = new FunctionSignature("public", $"f{_random.Next(4)}", [], "float8");
        var definition = new ModelDefinition { Kind = ModelKind.Local, Statement = "CREATE MODEL", Function = function };
        var version = _catalog.Models.Begin(new NewVersion(name, "ann", CreateMode.OrReplace, definition))!.Key;
        _begun++;
        switch (_random.Next(4))
        {
            case 0:
                _catalog.Models.Fail(version, "on purpose");
                return;
            case 1:
                _catalog.Models.Abandon(version);
                return;
            default:
                _catalog.Models.Complete(version, Write(), []);
                _catalog.Models.Activate(version);
                return;
        }
    }

    // Few different contents, so that processes often write the same artifact.
    string Write()
    {
        using var writer = _artifacts.Create("test");
        writer.AddFile("model.bin", new[] { (byte)_random.Next(3) });
        return writer.Commit();
    }
}
