Console.WriteLine("sqlinference");
