using SqlInference.Errors;

namespace SqlInference.Service.Embedded;

/// <summary>The folder that holds everything local.</summary>
static class DataFolder
{
    public static string CatalogIn(string folder) => Path.Combine(folder, "catalog.db");

    public static string WarehouseIn(string folder) => Path.Combine(folder, "warehouse.duckdb");

    public static void Create(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            // Whether one may write is best found out by writing.
            var probe = Path.Combine(folder, $".probe-{Guid.NewGuid():N}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SqlInferenceException(ErrorConditions.DataFolderUnusable,
                $"The data folder '{folder}' cannot be written to: {exception.Message}",
                "Give this user the right to write there, or name another folder with --data.", exception);
        }
    }
}
