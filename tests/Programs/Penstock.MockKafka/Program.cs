using Penstock.Dev;

MockKafkaOrders.Obey(Console.In, Console.Out);
