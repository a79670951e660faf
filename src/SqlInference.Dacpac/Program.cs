using System;
using System.IO;
using Microsoft.SqlServer.Dac;
using Microsoft.SqlServer.Dac.Model;
using SqlInference.Dacpac;

if (args.Length != 2)
{
    Console.Error.WriteLine("SqlInference.Dacpac SCRIPTS FOLDER: makes packages of the scripts, and puts them into the folder.");
    return 2;
}

try
{
    DatabasePackage.Build(Path.Combine(args[1], "sqlinference-rest.dacpac"), args[0], DatabasePackage.Rest);
    DatabasePackage.Build(Path.Combine(args[1], "sqlinference-clr.dacpac"), args[0], DatabasePackage.Clr);
    return 0;
}
catch (Exception error) when (error is FormatException or IOException or DacServicesException or DacModelException)
{
    Console.Error.WriteLine($"error: {error.Message}");
    return 1;
}
