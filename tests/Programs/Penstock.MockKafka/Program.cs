using Penstock.Testing;

MockKafkaOrders.Obey(Console.In, Console.Out);
