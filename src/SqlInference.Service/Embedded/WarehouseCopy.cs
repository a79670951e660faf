using SqlInference.Engines.DuckDb;
using SqlInference.Errors;

namespace SqlInference.Service.Embedded;

/// <summary>A copy of a data folder's tables, which can be had only while nobody else has them open.</summary>
public static class WarehouseCopy
{
    /// <summary>What the tables are called in the folder.</summary>
    public const string FileName = "warehouse.duckdb";

    /// <summary>False: another process has the tables open. There have to be some.</summary>
    public static bool TryMake(string folder, string path)
    {
        folder = Path.GetFullPath(folder);
        try
        {
            using var claim = FolderClaim.On(folder);
            using var database = DuckDbDatabase.Open(DataFolder.WarehouseIn(folder), new());
            using (var connection = database.Connect())
                connection.Execute("CHECKPOINT");
            // The database's lock ends with the first descriptor that is closed, which is when the copy is complete.
            File.Copy(DataFolder.WarehouseIn(folder), path);
            return true;
        }
        catch (SqlInferenceException exception) when (exception.Condition == ErrorConditions.DataFolderInUse)
        {
            return false;
        }
    }

    public static bool HasTables(string folder) => File.Exists(DataFolder.WarehouseIn(folder));
}
